import { type Call, commandRow } from '../data/commands.ts';
import { refusal } from '../messages/messages.ts';
import type { Session } from '../session.ts';

/**
 * Git Bash and MSYS2 make a path of Windows out of an argument with a leading slash, also behind `name=`:
 * `C:/Program Files/Git/orders` of `/orders`. This is the folder that they are installed in, by its usual names.
 */
const installedIn =
  '[A-Za-z]:[\\\\/](?:.*?[\\\\/])?(?:apps[\\\\/]git[\\\\/]current|(?:portable)?git|msys(?:32|64)?|cygwin(?:32|64)?)[\\\\/]';

/** A path on a disk, as far as it is not what a leading slash was followed by. */
export const addedByGitBash = new RegExp(`^(?:${installedIn}|[A-Za-z]:[\\\\/])`, 'i');

const usualRoot = new RegExp(`^${installedIn}`, 'i');

/**
 * Refuses values that Git Bash has rewritten, in options that name no file. An endpoint's path is left out: it can never be
 * a path on a disk, and its own refusal says so.
 *
 * @throws Problem `rewritten-path` (code 2)
 */
export function refuseRewritten({ command, options }: Call, { system, env }: Session): void {
  if (system !== 'win32' || !env.MSYSTEM || env.MSYS_NO_PATHCONV || env.MSYS2_ARG_CONV_EXCL) return;
  const table = commandRow(command).options;
  const roots = rootsIn(env);
  for (const [name, given] of Object.entries(options)) {
    if (table[name]?.path !== undefined || name === 'endpoint') continue;
    for (const value of [given].flat()) {
      const typed = typeof value === 'string' ? asTyped(value, roots) : value;
      if (typed !== value)
        throw refusal('rewritten-path', { option: `--${name}`, value: String(value), typed: String(typed) });
    }
  }
}

/** Where Git Bash is, by its variables, of which it makes paths of Windows too; in lower case, with a `/` at the end. */
function rootsIn({ SHELL, EXEPATH }: Session['env']): readonly string[] {
  return [SHELL, EXEPATH]
    .map((file) => (file ?? '').replace(/(?:[\\/]usr)?[\\/]bin(?:[\\/][^\\/]*)?$/i, ''))
    .filter((folder) => /^[A-Za-z]:[\\/]\w/.test(folder))
    .map((folder) => `${slashed(folder).toLowerCase()}/`);
}

/** A path begins at the start or behind `=`, after quotes and the like; of `/a:/b` a list with `;` and backslashes is made. */
function asTyped(value: string, roots: readonly string[]): string {
  const typed = value
    .split(/(?<=[=;])/)
    .map((piece) => withoutRoot(piece, roots))
    .join('');
  return typed !== value && typed.includes(';') ? slashed(typed).replaceAll(';', ':') : typed;
}

function withoutRoot(piece: string, roots: readonly string[]): string {
  const path = piece.replace(/^[^\w/\\:.-]+/, '');
  const given = slashed(path).toLowerCase();
  const root = usualRoot.exec(path)?.[0] ?? roots.find((one) => given.startsWith(one)) ?? '';
  const opening = piece.slice(0, piece.length - path.length);
  return root === '' ? piece : `${opening}/${path.slice(root.length)}`;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
