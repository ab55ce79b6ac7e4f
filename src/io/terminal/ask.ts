import {
  type Conversation,
  type Surroundings,
  withAnswer,
  withoutLast,
} from '../../core/conversation/conversation.ts';
import { nextQuestion } from '../../core/conversation/questions.ts';
import {
  answerLines,
  changeQuestion,
  lookQuestion,
  type ReviewedAnswer,
  reviewQuestion,
} from '../../core/conversation/review.ts';
import { printable, printableText } from '../../core/report/printable.ts';
import type { Prompter, Reply } from './prompter.ts';

/** Asks what is not said yet; returns the conversation with the answers, or undefined where the person left. */
export async function askQuestions(
  conversation: Conversation,
  surroundings: Surroundings,
  prompter: Prompter,
): Promise<Conversation | undefined> {
  let talk = conversation;
  for (;;) {
    const next = nextQuestion(talk, surroundings);
    if (next === undefined) return talk;
    const reply = await prompter.ask(next.question);
    if (reply.kind === 'leave') return undefined;
    talk = reply.kind === 'back' ? withoutLast(talk, surroundings) : withAnswer(talk, next.step, reply.value);
  }
}

/** What a person sees before anything is written. */
export interface ReviewContent {
  /** The changes as a tree. */
  readonly planText: string;
  readonly answers: readonly ReviewedAnswer[];
  /** Each file's whole text or diff, without the values of `.env` files. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** What a person decided at the review; `change` names the step to ask again. */
export type ReviewDecision = 'go' | 'leave' | 'back' | { readonly change: string };

/** Shows the plan and the answers until the person goes on, goes back, changes an answer or leaves. */
export async function review(content: ReviewContent, prompter: Prompter): Promise<ReviewDecision> {
  if (content.answers.length > 0) prompter.show(answerLines(content.answers));
  prompter.show(content.planText);
  let looked: string | undefined;
  for (;;) {
    const action = await prompter.ask(reviewQuestion(content.answers, content.files.length));
    if (action.kind !== 'answer') return action.kind;
    if (action.value === 'go' || action.value === 'leave') return action.value;
    if (action.value === 'change') {
      const change = await prompter.ask(changeQuestion(content.answers));
      if (change.kind === 'leave') return 'leave';
      if (change.kind === 'answer') return { change: change.value as string };
      continue;
    }
    const paths = content.files.map(({ path }) => path);
    const look: Reply = await prompter.ask(lookQuestion(paths, looked));
    if (look.kind === 'leave') return 'leave';
    if (look.kind === 'back') continue;
    looked = look.value as string;
    const file = content.files.find(({ path }) => path === looked);
    if (file !== undefined) prompter.show(`${printable(file.path)}\n${printableText(file.text.trimEnd())}`);
  }
}
