import { diffsOf, lookIntoChanges } from '../edit/diff.ts';
import { interruption } from '../messages/messages.ts';
import { listedChanges, readChanges } from '../report/migrate-report.ts';
import { changeLines, planTree, warningText } from '../report/report.ts';
import type { Session } from '../session.ts';
import { printableText } from '../terminal/text.ts';
import type { Change, Move, Warning } from '../types.ts';
import { openPrompter, promptScreen } from './open-prompter.ts';
import { review } from './review.ts';

/** What a person sees before files are moved. */
interface MigrationReview {
  readonly name: string;
  readonly moves: readonly Move[];
  readonly changes: readonly Change[];
  readonly warnings: readonly Warning[];
  /** Are the diffs shown without being asked for? */
  readonly diff: boolean;
}

/**
 * Shows what a migration would do, and asks whether to do it; nothing is written meanwhile.
 *
 * @throws Problem `interrupted` (code 130 or 143) where the person leaves
 */
export async function confirmMigration(plan: MigrationReview, session: Session): Promise<void> {
  const title = `create-hs-function ${session.version} · migrating ${plan.name}`;
  const prompter = await openPrompter(session.terminal, title, session.signal);
  const { style, redraw } = promptScreen(session.terminal);
  const listed = listedChanges(plan.changes, plan.moves);
  try {
    for (const { message } of plan.warnings) prompter.show(warningText(message, style));
    if (plan.diff)
      for (const diff of diffsOf(readChanges(plan.changes))) prompter.show(printableText(diff.trimEnd()));
    const decision = await review(
      {
        planText: redraw ? planTree(listed, plan.name, style) : changeLines(listed),
        answers: [],
        files: lookIntoChanges(readChanges(plan.changes)),
      },
      prompter,
    );
    if (decision !== 'go') throw interruption(session.signal);
  } finally {
    prompter.close();
  }
}

/**
 * Asks for a text.
 *
 * @param proposal taken where the answer is left empty
 * @throws Problem `interrupted` (code 130 or 143) where the person leaves
 */
export async function askText(
  question: { readonly id: string; readonly message: string; readonly why: string },
  proposal: string,
  session: Session,
): Promise<string> {
  const title = `create-hs-function ${session.version}`;
  const prompter = await openPrompter(session.terminal, title, session.signal);
  try {
    const field = {
      kind: 'text',
      initial: '',
      proposal,
      optional: false,
      validate: () => undefined,
    } as const;
    const reply = await prompter.ask({ ...question, field });
    if (reply.kind === 'answer') return String(reply.value);
    throw interruption(session.signal);
  } finally {
    prompter.close();
  }
}
