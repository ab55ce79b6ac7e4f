import type { Facts } from '../check/facts.ts';
import type { Findings } from '../check/findings.ts';
import { fixChanges } from '../check/fix.ts';
import type { CheckOptions } from '../data/options.ts';
import { diffsOf } from '../edit/diff.ts';
import { maskOf, valuesAround } from '../report/mask.ts';
import { type Session, signalsHeard } from '../session.ts';
import type { Change } from '../types.ts';
import { currentFileReader } from '../write/files.ts';
import { sameReader } from '../write/inspect.ts';
import { applyInterruptibly, recover } from '../write/transaction.ts';

/** A project and its findings. */
type Seen = Findings & { readonly facts: Facts };

/**
 * Reads a project as it will be once the given changes are written. After each step, `pause` is awaited; by default, a
 * signal stops the reading there.
 */
export type Look = (changes: readonly Change[], pause?: () => Promise<void>) => Promise<Seen>;

interface Fixed {
  readonly changes: readonly Change[];
  readonly diffs: readonly string[];
  /** The project after the fixes; in a dry run, its current state. */
  readonly seen: Seen;
}

/** Limits the number of rounds. Each round applies fixes that the previous round made possible. */
const mostRounds = 10;

/** Applies the safe fixes in a project. A dry run only shows what they would change. */
export async function fixFindings(
  root: string,
  look: Look,
  options: CheckOptions,
  session: Session,
): Promise<Fixed> {
  const writes = !options['dry-run'];
  if (writes) recover(root);
  const before = await look([]);
  const changes = await fixesOf(root, before, look);
  if (writes) await applyInterruptibly(root, changes, [], () => signalsHeard(session));
  return {
    changes,
    diffs: options.diff ? diffsOf(changes, maskOf(valuesAround([root], session))) : [],
    // A signal must not stop this reading, or the run would report that nothing was written.
    seen: writes && changes.length > 0 ? await look([], async () => {}) : before,
  };
}

/** Collects all changes that fixes make. A fix can make another one possible, so the fixed files are checked again. */
async function fixesOf(
  root: string,
  before: Seen,
  look: (changes: readonly Change[]) => Promise<Seen>,
): Promise<readonly Change[]> {
  let changes: readonly Change[] = [];
  let seen = before;
  for (let round = 0; round < mostRounds; round++) {
    const known = new Map(changes.map((change) => [change.path, change]));
    const present = sameReader(currentFileReader(root), textsOf(seen.facts));
    const more = fixChanges(seen.findings, (file) => known.get(file)?.after ?? present(file));
    if (more.length === 0) break;
    for (const change of more) {
      const { action, before } = known.get(change.path) ?? change;
      known.set(change.path, { ...change, action, before });
    }
    changes = [...known.values()];
    seen = await look(changes);
  }
  return changes;
}

/** The texts that findings are about, by path: fixes have offsets in them. */
function textsOf({ configs, codes, extensions }: Facts): (file: string) => string | undefined {
  const texts = new Map([...configs, ...codes, ...extensions].map(({ path, text }) => [path, text]));
  return (file) => texts.get(file);
}
