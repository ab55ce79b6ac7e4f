import { diffsOf, lookIntoChanges } from '../edit/diff.ts';
import { interruption } from '../messages/messages.ts';
import { toldWarnings } from '../messages/words.ts';
import type { Migration } from '../migrate/migration.ts';
import { listedChanges, readChanges } from '../report/migrate-report.ts';
import { planTree } from '../report/plan-tree.ts';
import { warningText } from '../report/report.ts';
import type { Session } from '../session.ts';
import { openPrompter, promptScreen } from './open-prompter.ts';
import { review } from './review.ts';

/** What a person sees before files are moved. */
interface MigrationReview extends Pick<Migration, 'moves' | 'changes' | 'warnings'> {
  readonly name: string;
  /** What it is about to do, for the first line. */
  readonly doing: string;
  /** Are the diffs shown without being asked for? */
  readonly diff: boolean;
}

/**
 * Shows what a migration would do, and asks whether to do it; nothing is written meanwhile.
 *
 * @throws Problem `interrupted` (code 130 or 143) if the person leaves
 */
export async function confirmMigration(plan: MigrationReview, session: Session): Promise<void> {
  const prompter = await openPrompter(session, plan.doing);
  const { style } = promptScreen(session.terminal);
  const listed = listedChanges(plan.changes, plan.moves);
  try {
    for (const { message } of toldWarnings(plan.warnings)) prompter.show(warningText(message, style));
    const decision = await review(
      {
        planText: planTree(listed, plan.name, style),
        diffs: plan.diff ? diffsOf(readChanges(plan.changes)) : [],
        answers: [],
        files: lookIntoChanges(readChanges(plan.changes)),
      },
      prompter,
      style,
    );
    if (decision !== 'go') throw interruption(session.signal);
  } finally {
    prompter.close();
  }
}
