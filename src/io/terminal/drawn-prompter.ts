import type { ReadStream } from 'node:tty';
import { wrapTextWithPrefix } from '@clack/core';
import { isCancel, S_BAR, S_BAR_END, S_BAR_START, symbol } from '@clack/prompts';
import type { AnswerValue } from '../../core/conversation/conversation.ts';
import { answerText, type Question } from '../../core/conversation/question.ts';
import { wrapWords } from '../../core/conversation/wrap.ts';
import { drawField } from './drawn-field.ts';
import { watchInput } from './input-watch.ts';
import type { Prompter, Reply } from './prompter.ts';
import { rewindable } from './rewindable.ts';
import type { Screen } from './terminal.ts';
import { barColumns } from './text-prompt.ts';

/** clack hides the cursor while a question is open, and again when it is drawn anew. */
const showCursor = '\u001b[?25h';

/**
 * Questions drawn by @clack/prompts. An answered question shrinks to its answer; one that is taken back is taken off
 * the screen.
 */
export function drawnPrompter(input: ReadStream, screen: Screen, signal: AbortSignal): Prompter {
  const drawing = rewindable(screen);
  const output = drawing.stream;
  const { style } = screen;
  const bar = style.dim(S_BAR);
  /** The line each answered question starts at, while it is on the screen. */
  const lines = new Map<string, number>();
  let wentBack = false;
  // A resize breaks the lines above anew: going back then draws below them.
  const forgetLines = () => lines.clear();
  screen.stream.on('resize', forgetLines);

  const write = (text: string, first = bar) => {
    const words = wrapWords(text, output.columns - barColumns);
    output.write(`${wrapTextWithPrefix(output, words, `${bar}  `, `${first}  `)}\n`);
  };

  const ask = async (question: Question): Promise<Reply> => {
    const before = wentBack ? lines.get(question.id) : undefined;
    if (before !== undefined) drawing.rewind(before);
    const top = drawing.startFrame();
    const watch = watchInput(input, signal, () => output.write(showCursor));
    const value = await drawField(question, { input, output, style }, watch.stop).finally(watch.end);
    const departure = isCancel(value) || value === undefined ? watch.departure() : undefined;
    wentBack = departure === 'back';
    if (departure === 'suspended') return ask(question);
    drawing.rewind(top);
    lines.set(question.id, top);
    if (departure === 'back') return { kind: 'back' };
    output.write(`${bar}\n`);
    write(question.message, symbol(departure === undefined ? 'submit' : 'cancel'));
    if (departure === 'leave') return { kind: 'leave' };
    write(style.dim(answerText(question.field, value as AnswerValue)));
    return { kind: 'answer', value: value as AnswerValue };
  };

  write('Esc goes one question back, Ctrl-C leaves.', style.dim(S_BAR_START));
  return {
    ask,
    show: (text) => {
      wentBack = false;
      output.write(`${bar}\n`);
      write(text);
    },
    close: () => {
      screen.stream.off('resize', forgetLines);
      output.write(`${style.dim(S_BAR_END)}\n`);
    },
  };
}
