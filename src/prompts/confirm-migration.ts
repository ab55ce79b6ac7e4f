import path from 'node:path';
import type { MigrateOptions } from '../data/options.ts';
import { diffsOf, viewsOf } from '../edit/diff.ts';
import { interruptionProblem } from '../messages/messages.ts';
import { toldWarnings } from '../messages/words.ts';
import type { Migration } from '../migrate/migration.ts';
import { maskOf, maskOfWords, valuesAround } from '../report/mask.ts';
import { listedChanges, readChanges } from '../report/migrate-report.ts';
import { planTree } from '../report/plan-tree.ts';
import { warningText } from '../report/report.ts';
import type { Session } from '../session.ts';
import { openPrompter, promptScreen } from './open-prompter.ts';
import { type ReviewDecision, review } from './review.ts';

/**
 * Shows what a migration would do, and asks whether to do it. Nothing is written meanwhile.
 *
 * @param doing makes the first line (what the run is about to do) from the project's name
 * @param goesBack whether Escape can go back to a previous question
 * @returns whether to do it; false if the user goes back: the conversation then stays open
 * @throws Problem `interrupted` (code 130 or 143) if the user cancels
 */
export async function confirmMigration(
  plan: Pick<Migration, 'moves' | 'changes' | 'warnings'>,
  root: string,
  doing: (name: string) => string,
  { diff = false, from = '.' }: MigrateOptions,
  session: Session,
  goesBack = false,
): Promise<boolean> {
  const name = path.basename(root);
  const values = valuesAround([root, from], session);
  const hide = maskOf(values);
  const prompter = await openPrompter(session, doing(name));
  const { style } = promptScreen(session.terminal);
  const listed = listedChanges(plan.changes, plan.moves);
  let decision: ReviewDecision | undefined;
  try {
    for (const { message } of toldWarnings(plan.warnings, maskOfWords(values)))
      prompter.show(warningText(message, style));
    decision = await review(
      {
        planText: planTree(listed, name, style),
        diffs: diff ? diffsOf(readChanges(plan.changes), hide) : [],
        answers: [],
        goesBack,
        files: viewsOf(readChanges(plan.changes), hide),
      },
      prompter,
      style,
    );
  } finally {
    if (decision !== 'back') prompter.close();
  }
  if (decision === 'leave') throw interruptionProblem(session.signal);
  return decision === 'go';
}
