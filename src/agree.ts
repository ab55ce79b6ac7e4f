import path from 'node:path';
import { answersGiven, reopened, startConversation, withoutLast } from './core/conversation/conversation.ts';
import { reviewedAnswers } from './core/conversation/review.ts';
import type { Situation } from './core/plan/answers.ts';
import { lookIntoChanges } from './core/report/change-view.ts';
import { planTree } from './core/report/plan-text.ts';
import { errorText, warningText } from './core/report/report.ts';
import { interruption, Problem } from './errors.ts';
import { askQuestions, review } from './io/terminal/ask.ts';
import { openPrompter, promptScreen } from './io/terminal/prompter.ts';
import type { GivenAnswers, Plan } from './types.ts';
import type { World } from './world.ts';

/**
 * Talks with the person until they agree to a plan; nothing is written meanwhile.
 *
 * @param planFor makes the plan of what was said
 * @throws Problem `interrupted` (code 130 or 143) where the person leaves, and what `planFor` throws
 */
export async function agree(
  given: GivenAnswers,
  situation: Situation,
  planFor: (said: GivenAnswers) => Promise<Plan>,
  world: World,
): Promise<Plan> {
  const prompter = await openPrompter(world.terminal, world.signal);
  const { style } = promptScreen(world.terminal);
  try {
    let talk = startConversation(given);
    for (;;) {
      const answered = await askQuestions(talk, situation, prompter);
      if (answered === undefined) throw interruption(world.signal);
      const plan = await planFor(answersGiven(answered, situation)).catch((problem: unknown) => {
        const earlier = withoutLast(answered, situation);
        if (!(problem instanceof Problem) || earlier === answered) throw problem;
        prompter.show(
          errorText({ code: problem.code, message: problem.message, hint: problem.details.hint }, style),
        );
        return earlier;
      });
      if (!('changes' in plan)) {
        talk = plan;
        continue;
      }
      const nothingToWrite = plan.changes.every(({ action }) => action === 'unchanged');
      if (nothingToWrite || given.project['dry-run']) return plan;
      for (const { message } of plan.warnings) prompter.show(warningText(message, style));
      const decision = await review(
        {
          planText: planTree(plan.changes, path.basename(plan.answers.root), style),
          answers: reviewedAnswers(answered, situation),
          files: lookIntoChanges(plan.changes),
        },
        prompter,
      );
      // The warnings were seen, and need not be said again at the end.
      if (decision === 'go') return { ...plan, warnings: [] };
      if (decision === 'leave') throw interruption(world.signal);
      talk = decision === 'back' ? withoutLast(answered, situation) : reopened(answered, decision.change);
    }
  } finally {
    prompter.close();
  }
}
