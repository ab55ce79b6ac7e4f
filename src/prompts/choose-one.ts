import { interruption } from '../messages/messages.ts';
import type { Session } from '../session.ts';
import { openPrompter } from './open-prompter.ts';

/**
 * Asks which one of several values is meant.
 *
 * @throws Problem `interrupted` (code 130 or 143) where the person leaves
 */
export async function chooseOne(
  question: { readonly id: string; readonly message: string; readonly why: string },
  values: readonly string[],
  session: Session,
): Promise<string> {
  const prompter = await openPrompter(
    session.terminal,
    `create-hs-function ${session.version}`,
    session.signal,
  );
  try {
    const choices = values.map((value) => ({ value, label: value }));
    const reply = await prompter.ask({
      ...question,
      field: { kind: 'select', initial: values[0] ?? '', choices },
    });
    if (reply.kind === 'answer') return reply.value as string;
    throw interruption(session.signal);
  } finally {
    prompter.close();
  }
}
