import { withoutSecretValues } from '../check/secret-values.ts';
import { exempt } from '../report/exempt.ts';
import { masked } from '../report/mask-tokens.ts';
import type { Session } from '../session.ts';
import type { Screen, Terminal } from '../terminal/terminal.ts';
import type { Prompter } from './prompter.ts';

/** The open conversation of each terminal. */
const conversations = new WeakMap<Terminal, Prompter>();

/**
 * Returns the open conversation, or opens one with the prompter that fits the terminal: arrow keys and redrawn lines, or
 * numbered choices and plain lines. The code that draws is loaded only here.
 * @param doing the first line, which says what the run is about to do
 */
export async function openPrompter(
  { terminal, version, signal }: Session,
  doing?: string,
): Promise<Prompter> {
  const present = conversations.get(terminal);
  if (present !== undefined) {
    if (doing !== undefined) present.show(doing);
    return present;
  }
  const title = `create-hs-function ${version}${doing === undefined ? '' : ` · ${doing}`}`;
  const made = await newPrompter(terminal, withoutSecretValues(title), signal);
  // Names from the project and what was typed may have a token in them.
  const prompter: Prompter = {
    ask: (question) => made.ask(masked(question, withoutSecretValues, exempt.questions)),
    show: (text, hang) => made.show(withoutSecretValues(text), hang),
    close: (outro) => {
      conversations.delete(terminal);
      terminal.conversation.end = () => {};
      made.close(outro && withoutSecretValues(outro));
    },
  };
  conversations.set(terminal, prompter);
  terminal.conversation.end = prompter.close;
  return prompter;
}

async function newPrompter(terminal: Terminal, title: string, signal: AbortSignal): Promise<Prompter> {
  const screen = promptScreen(terminal);
  if (screen.redraw && screen.colour) {
    const { clackPrompter } = await import('./clack-prompter.ts');
    return clackPrompter(terminal.stdin, screen, title, signal);
  }
  const { plainPrompter } = await import('./plain-prompter.ts');
  return plainPrompter(terminal.stdin, screen, title, signal);
}

/** Where questions are shown: on standard error if it is a terminal, which leaves standard output to the result. */
export function promptScreen({ stdout, stderr }: Terminal): Screen {
  return stderr.isTerminal ? stderr : stdout;
}
