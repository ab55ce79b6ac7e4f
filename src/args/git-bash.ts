import { type Call, commandRow } from '../data/commands.ts';
import { refusal } from '../messages/messages.ts';
import type { Session } from '../session.ts';

/**
 * Git Bash and MSYS2 make a path of Windows out of an argument with a leading slash, also behind `name=`:
 * `C:/Program Files/Git/orders` of `/orders`. This is the folder that they are installed in.
 */
const installedIn =
  '[A-Za-z]:[\\\\/](?:.*?[\\\\/])?(?:apps[\\\\/]git[\\\\/]current|(?:portable)?git|msys(?:32|64)?|cygwin(?:32|64)?)[\\\\/]';

/** A path on a disk, as far as it is not what a leading slash was followed by. */
export const addedByGitBash = new RegExp(`^(?:${installedIn}|[A-Za-z]:[\\\\/])`, 'i');

const rewritten = new RegExp(`^((?:[^=]*=)?)${installedIn}`, 'i');

/**
 * Refuses values that Git Bash has rewritten, in options that name no file. An endpoint's path is left out: it can never be
 * a path on a disk, and its own refusal says so.
 *
 * @throws Problem `rewritten-path` (code 2)
 */
export function refuseRewritten({ command, options }: Call, { system, env }: Session): void {
  if (system !== 'win32' || !env.MSYSTEM || env.MSYS_NO_PATHCONV || env.MSYS2_ARG_CONV_EXCL) return;
  const table = commandRow(command).options;
  for (const [name, given] of Object.entries(options)) {
    if (table[name]?.path !== undefined || name === 'endpoint') continue;
    const value = [given].flat().find((one) => typeof one === 'string' && rewritten.test(one));
    if (value === undefined) continue;
    const typed = String(value).replace(rewritten, '$1/');
    throw refusal('rewritten-path', { option: `--${name}`, value: String(value), typed });
  }
}
