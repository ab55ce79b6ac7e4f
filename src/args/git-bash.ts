import { type Call, commandRow } from '../data/commands.ts';
import { refusal } from '../messages/messages.ts';
import type { Session } from '../session.ts';

/**
 * Git Bash and MSYS2 turn an argument with a leading slash into a Windows path, even after `name=`: `/orders` becomes
 * `C:/Program Files/Git/orders`. This matches the folder they are installed in, under its usual names.
 */
const installedIn =
  '[A-Za-z]:[\\\\/](?:.*?[\\\\/])?(?:apps[\\\\/]git[\\\\/]current|(?:portable)?git|msys(?:32|64)?|cygwin(?:32|64)?)[\\\\/]';

/** The part of a path that Git Bash puts in front: its own folder, or just a drive. */
export const addedByGitBash = new RegExp(`^(?:${installedIn}|[A-Za-z]:[\\\\/])`, 'i');

const usualRoot = new RegExp(`^${installedIn}`, 'i');

/**
 * Refuses option values that Git Bash has rewritten, except in options that take a path. An endpoint's path is not checked
 * here, because it can never be a path on disk and has its own refusal.
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

/**
 * The folders where Git Bash is installed, derived from variables that it converts to Windows paths too. In lower case,
 * ending in `/`.
 */
function rootsIn({ SHELL, EXEPATH }: Session['env']): readonly string[] {
  return [SHELL, EXEPATH]
    .map((file) => (file ?? '').replace(/(?:[\\/]usr)?[\\/]bin(?:[\\/][^\\/]*)?$/i, ''))
    .filter((folder) => /^[A-Za-z]:[\\/]\w/.test(folder))
    .map((folder) => `${slashed(folder).toLowerCase()}/`);
}

/**
 * The value as the user typed it. A path starts at the beginning or after `=`, possibly after quotes. Git Bash turns `/a:/b`
 * into a list with `;` and backslashes.
 */
function asTyped(value: string, roots: readonly string[]): string {
  const pieces = value.split(/(?<=[=;])/);
  const typed = pieces.map((piece) => withoutRoot(piece, roots)).join('');
  const wasList = typed !== value && typed.includes(';');
  return wasList ? slashed(typed).replaceAll(';', ':') : typed;
}

/** Removes the root folder that Git Bash put before the path in a piece. A piece without that folder stays the same. */
function withoutRoot(piece: string, roots: readonly string[]): string {
  const [quotes = ''] = /^[^\w/\\:.-]*/.exec(piece) ?? [];
  const path = piece.slice(quotes.length);
  const lower = slashed(path).toLowerCase();
  const root = usualRoot.exec(path)?.[0] ?? roots.find((one) => lower.startsWith(one));
  return root === undefined ? piece : `${quotes}/${path.slice(root.length)}`;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
