import path from 'node:path';
import type { MigrateOptions } from '../data/options.ts';
import { interruptionProblem } from '../messages/messages.ts';
import type { Migration } from '../migrate/migration.ts';
import { valuesAround } from '../report/mask.ts';
import { listedChanges, readChanges } from '../report/migrate-report.ts';
import type { Session } from '../session.ts';
import { openPrompter, promptScreen } from './open-prompter.ts';
import { type ReviewDecision, review } from './review.ts';

/**
 * Shows what a migration would do, and asks whether to do it. Nothing is written meanwhile.
 * @param doing makes the first line (what the run is about to do) from the project's name
 * @param goesBack whether Escape can go back to a previous question
 * @returns whether to do it; false if the user goes back: the conversation then stays open
 * @throws Problem `interrupted` (code 130 or 143) if the user cancels
 */
export async function confirmMigration(
  plan: Pick<Migration, 'moves' | 'changes' | 'warnings'>,
  root: string,
  doing: (name: string) => string,
  { diff, from }: MigrateOptions,
  session: Session,
  goesBack = false,
): Promise<boolean> {
  const secrets = valuesAround([root, from], session);
  const prompter = await openPrompter(session, doing(path.basename(root)));
  const { style } = promptScreen(session.terminal);
  const listed = listedChanges(plan.changes, plan.moves);
  const changes = readChanges(plan.changes);
  let decision: ReviewDecision | undefined;
  try {
    const { warnings } = plan;
    const reviewed = { root, listed, changes, warnings, diff, secrets, answers: [], goesBack };
    decision = await review(reviewed, prompter, style);
  } finally {
    if (decision !== 'back') prompter.close();
  }
  if (decision === 'leave') throw interruptionProblem(session.signal);
  return decision === 'go';
}
