import { parseAppName } from '../answers/names.ts';
import { interruption } from '../messages/messages.ts';
import type { Session } from '../session.ts';
import { type Field, faultOf } from './fields.ts';
import { openPrompter } from './open-prompter.ts';
import type { Question } from './questions.ts';

type Asking = Pick<Question, 'id' | 'message' | 'why'> & {
  /** What the run is about to do, for the first line. */
  readonly doing?: string;
};

/** Asks which one of several values is meant; leaving is an interruption. The conversation stays open for what comes next. */
export function chooseOne(question: Asking, values: readonly string[], session: Session): Promise<string> {
  const choices = values.map((value) => ({ value, label: value }));
  return askOnce(question, { kind: 'select', initial: values[0] ?? '', choices }, session);
}

/**
 * The same for the name of an app, with a proposal that is taken where the answer is left empty.
 *
 * @param initial what was answered before
 */
export function askAppName(
  question: Asking,
  proposal: string,
  session: Session,
  initial = '',
): Promise<string> {
  const validate = (answer: string) => faultOf(parseAppName(answer));
  return askOnce(question, { kind: 'text', initial, proposal, optional: false, validate }, session);
}

async function askOnce({ doing, ...question }: Asking, field: Field, session: Session): Promise<string> {
  const prompter = await openPrompter(session, doing);
  let reply = await prompter.ask({ ...question, field });
  // There is no question before it: it stays, with what was typed.
  while (reply.kind === 'back') {
    const initial = reply.draft ?? field.initial;
    reply = await prompter.ask({ ...question, field: { ...field, initial } as Field });
  }
  if (reply.kind === 'answer') return String(reply.value);
  throw interruption(session.signal);
}
