import type { ReadStream } from 'node:tty';
import { wrapTextWithPrefix } from '@clack/core';
import { S_BAR, S_BAR_END, S_BAR_START, symbol } from '@clack/prompts';
import type { Screen } from '../terminal/terminal.ts';
import { printable, printableStyled, wrapWords } from '../terminal/text.ts';
import { barColumns, type Canvas, drawField } from './draw-field.ts';
import { answerText, type Field } from './fields.ts';
import { markNoPastes, markPastes, pasteable, watchInput } from './prompt-input.ts';
import type { Prompter, Reply } from './prompter.ts';
import type { Question } from './questions.ts';
import { rewindable } from './rewindable.ts';

/** Shows the cursor again, which clack hides whenever it draws a question. */
const showCursor = '\u001b[?25h';

/** Draws questions with clack. An answered question shrinks to its answer; going back removes it from the screen. */
export function clackPrompter(
  terminal: ReadStream,
  screen: Screen,
  title: string,
  signal: AbortSignal,
): Prompter {
  const drawing = rewindable(screen);
  const { style } = screen;
  const canvas: Canvas = { input: pasteable(terminal), output: drawing.stream, style };
  const write = writerOn(canvas);
  /** The line where each answered question starts, while it is on the screen. */
  const lines = new Map<string, number>();
  let wentBack = false;
  // A resize rewraps the lines above, so their positions are lost: going back then draws below them.
  const forgetLines = () => lines.clear();
  screen.stream.on('resize', forgetLines);

  const ask = async (question: Question): Promise<Reply> => {
    const before = wentBack ? lines.get(question.id) : undefined;
    if (before !== undefined) drawing.rewind(before);
    const top = drawing.startFrame();
    const { value, draft, departure } = await drawQuestion(question, canvas, signal);
    wentBack = departure === 'back';
    if (departure === 'suspended')
      return ask({ ...question, field: { ...question.field, initial: draft } as Field });
    drawing.rewind(top);
    lines.set(question.id, top);
    if (departure === 'back') return { kind: 'back', draft };
    write('');
    write(printable(question.message), symbol(departure === undefined ? 'submit' : 'cancel'));
    if (value === undefined) return { kind: 'leave' };
    write(style.dim(answerText(question.field, value)));
    return { kind: 'answer', value };
  };

  write(style.bold(printable(title)), style.dim(S_BAR_START));
  write(style.dim('Esc: previous question · Ctrl-C: cancel'));
  return {
    ask,
    show: (text, hang) => {
      wentBack = false;
      write('');
      write(text, undefined, hang);
    },
    close: (outro) => {
      screen.stream.off('resize', forgetLines);
      if (outro !== undefined) write('');
      write(printable(outro ?? ''), style.dim(S_BAR_END));
    },
  };
}

/** Returns a function that writes text to the right of the bar; `first` replaces the bar on the first line. */
function writerOn({ output, style }: Canvas) {
  const bar = style.dim(S_BAR);
  return (text: string, first = bar, hang = 0): void => {
    const words = wrapWords(printableStyled(text), output.columns - barColumns, hang);
    const lines = text === '' ? first : wrapTextWithPrefix(output, words, `${bar}  `, `${first}  `);
    output.write(`${lines}\n`);
  };
}

/** Draws a question until it is answered or left. */
async function drawQuestion(question: Question, on: Canvas, signal: AbortSignal) {
  const restore = () => on.output.write(showCursor + markNoPastes);
  const watch = watchInput(on.input, signal, restore);
  on.output.write(markPastes);
  const drawn = await drawField(question, on, watch.stop).finally(() => {
    watch.end();
    restore();
  });
  return { ...drawn, departure: drawn.value === undefined ? watch.departure() : undefined };
}
