import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';
import type { Question } from '../../core/conversation/question.ts';
import { questionLines, readLine } from '../../core/conversation/question-lines.ts';
import type { Prompter, Reply } from './prompter.ts';
import type { Screen } from './terminal.ts';

/** Questions in plain lines with numbered choices, for dumb terminals and screen readers; answers end with Enter. */
export function linePrompter(input: ReadStream, screen: Screen, signal: AbortSignal): Prompter {
  const reader = createInterface({ input, terminal: false });
  const typed: string[] = [];
  let closed = signal.aborted;
  let wake = () => {};
  reader.on('line', (line) => {
    typed.push(line);
    wake();
  });
  reader.on('close', () => {
    closed = true;
    wake();
  });
  signal.addEventListener('abort', () => reader.close(), { once: true });

  const nextLine = async (): Promise<string | undefined> => {
    while (typed.length === 0 && !closed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return closed ? undefined : typed.shift();
  };

  const ask = async (question: Question): Promise<Reply> => {
    for (;;) {
      screen.write(`\n${questionLines(question)}`);
      const line = await nextLine();
      if (line === undefined) {
        screen.write('\n');
        return { kind: 'leave' };
      }
      const reply = readLine(question.field, line);
      if (reply.kind !== 'fault') return reply;
      screen.write(`${reply.fault}\n`);
    }
  };

  screen.write('Enter takes what stands in brackets, < goes one question back, Ctrl-C leaves.\n');
  return {
    ask,
    show: (text) => screen.write(`\n${text}\n`),
    close: () => reader.close(),
  };
}
