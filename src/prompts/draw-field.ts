import type { ReadStream, WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { isCancel, MultiSelectPrompt, SelectPrompt, TextPrompt, wrapTextWithPrefix } from '@clack/core';
import {
  limitOptions,
  S_BAR,
  S_BAR_END,
  S_CHECKBOX_INACTIVE,
  S_CHECKBOX_SELECTED,
  S_RADIO_ACTIVE,
  S_RADIO_INACTIVE,
  symbol,
  symbolBar,
} from '@clack/prompts';
import {
  onOneLine,
  printable,
  printableStyled,
  printableText,
  type Style,
  wrapWords,
} from '../terminal/text.ts';
import type { AnswerValue } from './conversation.ts';
import { type Choice, type Field, type TextField, textAnswer, textFault } from './fields.ts';
import type { Question } from './questions.ts';
import { unbreakable } from './rewindable.ts';

/** Where a question is drawn. */
export interface Canvas {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly style: Style;
}

/** How a question ended. */
interface Drawn {
  /** The answer; undefined if the question ended without one. */
  readonly value: AnswerValue | undefined;
  /** What was typed or chosen when it ended. */
  readonly draft: AnswerValue;
}

/**
 * Draws a question until it ends. The frame is our own: clack's would not show what is wrong with a text while it is
 * typed, nor report what was chosen in a list without an answer, and would count color codes as columns when wrapping.
 */
export function drawField(question: Question, canvas: Canvas, stop: AbortSignal): Promise<Drawn> {
  const { field } = question;
  return field.kind === 'text'
    ? drawText(field, question, canvas, stop)
    : drawList(field, question, canvas, stop);
}

/** Columns of the bar at the left, and of the mark before a choice. */
export const barColumns = 3;
const markColumns = 2;

/** The lines of an open question: the question, the field (`body`), and a last line (`foot`) that closes the frame. */
function frame(
  { message, why, here = '' }: Question,
  { output, style }: Canvas,
  state: 'active' | 'error',
  body: readonly string[],
  foot: string,
): string {
  const bar = symbolBar(state) ?? S_BAR;
  const [asked = '', ...more] = [message, why, here].map((text) => onOneLine(printableText(text)));
  const remarks = more.filter((text) => text !== '').map(style.dim);
  const lines = (text: string, rest = bar, first = bar) =>
    wrapTextWithPrefix(
      output,
      wrapWords(printableStyled(text), output.columns - barColumns),
      `${rest}  `,
      `${first}  `,
    );
  return [
    style.dim(S_BAR),
    lines([asked, ...remarks].join('\n'), bar, symbol(state)),
    ...body.map((text) => wrapTextWithPrefix(output, text, `${bar}  `)),
    lines(foot, ' ', bar.replace(S_BAR, S_BAR_END)),
    '',
  ]
    .join('\n')
    .replaceAll(' ', unbreakable);
}

/** Draws a list of choices: one, or several with check marks. */
async function drawList(
  field: Extract<Field, { readonly choices: unknown }>,
  question: Question,
  canvas: Canvas,
  signal: AbortSignal,
): Promise<Drawn> {
  const { input, output, style } = canvas;
  const isSeveral = field.kind === 'multiselect';
  const marks = isSeveral ? [S_CHECKBOX_SELECTED, S_CHECKBOX_INACTIVE] : [S_RADIO_ACTIVE, S_RADIO_INACTIVE];
  const lineOf = ({ label, hint }: Choice, isActive: boolean, isChosen: boolean) => {
    const mark = isChosen ? style.good(marks[0] ?? '') : isActive ? marks[1] : style.dim(marks[1] ?? '');
    const name = printable(label);
    const remark = hint === undefined ? '' : style.dim(` – ${printable(hint)}`);
    const text = `${isActive ? name : style.dim(name)}${remark}`;
    const words = wrapWords(text, output.columns - barColumns - markColumns);
    return `${mark} ${words.replaceAll('\n', `\n${' '.repeat(markColumns)}`)}`;
  };
  const common = {
    input,
    output,
    signal,
    options: [...field.choices],
    render(
      this: Pick<SelectPrompt<Choice> | MultiSelectPrompt<Choice>, 'value' | 'cursor' | 'state' | 'error'>,
    ) {
      const chosen = [this.value ?? []].flat();
      const fault = this.state === 'error' ? this.error : undefined;
      const foot = fault ?? (isSeveral ? style.dim('Space: select or clear · Enter: confirm') : '');
      const around = (body: readonly string[]) =>
        frame(question, canvas, fault === undefined ? 'active' : 'error', body, foot);
      const choices = limitOptions({
        output,
        options: [...field.choices],
        cursor: this.cursor,
        columnPadding: barColumns,
        rowPadding: around([]).split('\n').length,
        style: (choice, isActive) => lineOf(choice, isActive, chosen.includes(choice.value)),
      });
      return around(choices);
    },
  };
  const prompt = isSeveral
    ? new MultiSelectPrompt<Choice>({
        ...common,
        initialValues: field.initial,
        validate: (chosen) => (chosen?.length ? undefined : 'Select at least one.'),
      })
    : new SelectPrompt<Choice>({ ...common, initialValue: field.initial });
  drawOncePerRead(prompt);
  const answer: AnswerValue | symbol | undefined = await prompt.prompt();
  return { value: typeof answer === 'symbol' ? undefined : answer, draft: prompt.value ?? field.initial };
}

/** Draws a text field that shows what is wrong with the text while it is typed. */
async function drawText(
  field: TextField,
  question: Question,
  canvas: Canvas,
  signal: AbortSignal,
): Promise<Drawn> {
  const { input, output, style } = canvas;
  const prompt = new TextPrompt({
    input,
    output,
    signal,
    ...(field.initial === '' ? {} : { initialValue: field.initial }),
    validate: (typed) => textFault(field, typed ?? ''),
    render() {
      const typed = this.userInput;
      const isTouched = typed !== '' && typed !== field.initial;
      const fault = this.state === 'error' ? this.error : isTouched ? textFault(field, typed) : undefined;
      const body = typed === '' ? emptyField(field, style) : shownPart(typed, this.cursor, output.columns);
      const foot = fault ?? style.dim(printableText(field.derived?.(textAnswer(field, typed)) ?? ''));
      return frame(question, canvas, fault === undefined ? 'active' : 'error', [body], foot);
    },
  });
  drawOncePerRead(prompt);
  const answer = await prompt.prompt();
  return { value: isCancel(answer) ? undefined : textAnswer(field, answer ?? ''), draft: prompt.userInput };
}

/** Makes clack draw once for all keys of one read: drawing takes as long as handling hundreds of keys. */
function drawOncePerRead(prompt: object): void {
  const drawn = prompt as { state: string; render: () => void };
  const draw = drawn.render;
  let isWaiting = false;
  const isOpen = () => drawn.state === 'active' || drawn.state === 'error';
  drawn.render = () => {
    if (!isOpen()) draw();
    else if (!isWaiting) {
      isWaiting = true;
      // A microtask runs once all keys of a read have been handled.
      queueMicrotask(() => {
        isWaiting = false;
        if (isOpen()) draw();
      });
    }
  };
}

/** The proposal or placeholder of an empty field, with the cursor on its first letter. */
function emptyField({ proposal, placeholder }: TextField, { dim }: Style): string {
  const shown = printableText(proposal ?? placeholder ?? ' ');
  return styleText('inverse', shown.slice(0, 1)) + dim(shown.slice(1));
}

/** Lines that are shown of a long answer: clack misdraws answers taller than the terminal. */
const shownLines = 3;

/** The typed text with its cursor; of a long text, the part around the cursor. Invisible characters are spelled out. */
function shownPart(typed: string, cursor: number, columns: number): string {
  const most = shownLines * Math.max(columns - barColumns, 1) - 1;
  const from = Math.max(0, cursor - most);
  const until = Math.max(from + most, cursor + 1);
  const part = (start: number, end: number) => printableText(typed.slice(start, end).toWellFormed());
  const before = `${from > 0 ? '…' : ''}${part(from, cursor)}`;
  const after = `${part(cursor + 1, until)}${until < typed.length ? '…' : ''}`;
  if (cursor >= typed.length) return `${before}█`;
  return `${before}${styleText('inverse', part(cursor, cursor + 1))}${after}`;
}
