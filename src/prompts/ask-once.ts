import { parseAppName } from '../answers/names.ts';
import { interruptionProblem } from '../messages/messages.ts';
import type { Session } from '../session.ts';
import { choiceOf, type Field, faultOf } from './fields.ts';
import { openPrompter } from './open-prompter.ts';
import type { Question } from './questions.ts';

type Asking = Pick<Question, 'id' | 'message' | 'why'> & {
  /** What the run is about to do, for the first line. */
  readonly doing?: string;
};

/**
 * Asks the user to choose one of several values. The conversation stays open for the next question.
 * @throws Problem `interrupted` if the user cancels
 */
export function chooseOne(question: Asking, values: readonly string[], session: Session): Promise<string> {
  const choices = values.map(choiceOf);
  return askOnce(question, { kind: 'select', initial: values[0] ?? '', choices }, session);
}

/**
 * Asks for the name of an app.
 * @param proposal the answer if the field is left empty
 * @param initial an earlier answer, filled in
 * @throws Problem `interrupted` if the user cancels
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
  // Going back is not possible from the first question, so it is asked again, with what was typed.
  while (reply.kind === 'back') {
    const initial = reply.draft ?? field.initial;
    reply = await prompter.ask({ ...question, field: { ...field, initial } as Field });
  }
  if (reply.kind === 'answer') return String(reply.value);
  throw interruptionProblem(session.signal);
}
