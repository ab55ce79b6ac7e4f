import type { ReadStream, WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { isCancel, MultiSelectPrompt, SelectPrompt, TextPrompt, wrapTextWithPrefix } from '@clack/core';
import {
  limitOptions,
  S_BAR,
  S_BAR_END,
  S_BAR_START,
  S_CHECKBOX_INACTIVE,
  S_CHECKBOX_SELECTED,
  S_RADIO_ACTIVE,
  S_RADIO_INACTIVE,
  symbol,
  symbolBar,
} from '@clack/prompts';
import type { Screen } from '../terminal/terminal.ts';
import { printableText, type Style, wrapWords } from '../terminal/text.ts';
import type { AnswerValue } from './conversation.ts';
import type { Prompter, Reply } from './prompter.ts';
import {
  answerText,
  type Choice,
  type Field,
  type Question,
  type TextField,
  textAnswer,
  textFault,
} from './questions.ts';

/** clack hides the cursor while a question is open, and again when it is drawn anew. */
const showCursor = '\u001b[?25h';

/**
 * Questions drawn by @clack/prompts. An answered question shrinks to its answer; one that is taken back is taken off
 * the screen.
 */
export function clackPrompter(
  terminal: ReadStream,
  screen: Screen,
  title: string,
  signal: AbortSignal,
): Prompter {
  const input = pasteable(terminal);
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

  const write = (text: string, first = bar, hang = 0) => {
    const words = wrapWords(text, output.columns - barColumns, hang);
    output.write(`${wrapTextWithPrefix(output, words, `${bar}  `, `${first}  `)}\n`);
  };

  const ask = async (question: Question): Promise<Reply> => {
    const before = wentBack ? lines.get(question.id) : undefined;
    if (before !== undefined) drawing.rewind(before);
    const top = drawing.startFrame();
    const watch = watchInput(input, signal, () => output.write(showCursor));
    const { value, draft } = await drawField(question, { input, output, style }, watch.stop).finally(
      watch.end,
    );
    const departure = value === undefined ? watch.departure() : undefined;
    wentBack = departure === 'back';
    if (departure === 'suspended')
      return ask({ ...question, field: { ...question.field, initial: draft } as Field });
    drawing.rewind(top);
    lines.set(question.id, top);
    if (departure === 'back') return { kind: 'back', draft };
    output.write(`${bar}\n`);
    write(question.message, symbol(departure === undefined ? 'submit' : 'cancel'));
    if (value === undefined) return { kind: 'leave' };
    write(style.dim(answerText(question.field, value)));
    return { kind: 'answer', value };
  };

  write(style.bold(title), style.dim(S_BAR_START));
  write(style.dim('Esc: previous question · Ctrl-C: cancel'));
  return {
    ask,
    show: (text, hang) => {
      wentBack = false;
      output.write(`${bar}\n`);
      write(text, bar, hang);
    },
    close: (outro) => {
      screen.stream.off('resize', forgetLines);
      if (outro === undefined) output.write(`${style.dim(S_BAR_END)}\n`);
      else {
        output.write(`${bar}\n`);
        write(outro, style.dim(S_BAR_END));
      }
    },
  };
}

/** Where a question is drawn. */
interface Canvas {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly style: Style;
}

/** What came of a question. */
interface Drawn {
  /** The answer; undefined where it was left. */
  readonly value: AnswerValue | undefined;
  /** What was typed or chosen when it ended. */
  readonly draft: AnswerValue;
}

/**
 * Draws a question until it is answered or left. The frame is our own: clack's would not say what is wrong with a text
 * while it is typed, nor what was chosen in a list that is left, and would break choices as if color codes took columns.
 *
 * @param stop leaves it
 */
function drawField(question: Question, canvas: Canvas, stop: AbortSignal): Promise<Drawn> {
  const { field } = question;
  return field.kind === 'text'
    ? drawText(field, question, canvas, stop)
    : drawList(field, question, canvas, stop);
}

/** Columns that the bar at the left takes, and the mark before a choice. */
const barColumns = 3;
const markColumns = 2;

/** The lines of an open question: what is asked, what it is answered with, and a last line that closes the frame. */
function frame(
  { message, why, here = '' }: Question,
  { output, style }: Canvas,
  state: 'active' | 'error',
  body: readonly string[],
  foot: string,
): string {
  const bar = symbolBar(state) ?? S_BAR;
  const remarks = [why, here].filter((text) => text !== '').map(style.dim);
  const lines = (text: string, rest = bar, first = bar) =>
    wrapTextWithPrefix(output, wrapWords(text, output.columns - barColumns), `${rest}  `, `${first}  `);
  return [
    style.dim(S_BAR),
    lines([message, ...remarks].join('\n'), bar, symbol(state)),
    ...body.map((text) => wrapTextWithPrefix(output, text, `${bar}  `)),
    lines(foot, ' ', bar.replace(S_BAR, S_BAR_END)),
    '',
  ].join('\n');
}

/** A list of which one, or several with a mark, are chosen. */
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
    const text = `${isActive ? label : style.dim(label)}${hint === undefined ? '' : style.dim(` – ${hint}`)}`;
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
  const answer: AnswerValue | symbol | undefined = await prompt.prompt();
  return { value: typeof answer === 'symbol' ? undefined : answer, draft: prompt.value ?? field.initial };
}

/** A line of text that says what is wrong with it while it is typed. */
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
      const foot = fault ?? style.dim(field.derived?.(textAnswer(field, typed)) ?? '');
      return frame(question, canvas, fault === undefined ? 'active' : 'error', [body], foot);
    },
  });
  const answer = await prompt.prompt();
  return { value: isCancel(answer) ? undefined : textAnswer(field, answer ?? ''), draft: prompt.userInput };
}

/** What an empty field shows, with the cursor on its first letter. */
function emptyField({ proposal, placeholder }: TextField, { dim }: Style): string {
  const shown = proposal ?? placeholder ?? ' ';
  return styleText('inverse', shown.slice(0, 1)) + dim(shown.slice(1));
}

/** Lines of a long answer that are shown: where it is taller than the terminal, clack draws it wrongly. */
const shownLines = 3;

/** What is typed, with its cursor: of a long text the part around it. Invisible characters are spelled out. */
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

/** How a question was left without an answer. */
type Departure =
  /** Escape: to the question before. */
  | 'back'
  /** Ctrl-C, a signal, or the end of input. */
  | 'leave'
  /** Ctrl-Z; the program goes on again, and the shell has written below the question. */
  | 'suspended';

/** Sees what clack does not tell about its input while a question is open. */
interface InputWatch {
  /** Aborted where no answer can come any more. */
  readonly stop: AbortSignal;
  readonly departure: () => Departure;
  /** Called when the question is answered. */
  readonly end: () => void;
}

interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly sequence?: string;
}

/** Letters that may come together without being a paste. */
const fewLetters = 8;

/**
 * An input that hands on a paste as one key. readline and clack take time for each key that grows with the text: a long
 * paste would hold them up for minutes, deaf to Ctrl-C. Line ends within a paste become blanks, so that its lines do not
 * answer one question after the other; one at its end is Enter.
 */
export function pasteable(input: ReadStream): ReadStream {
  let waiting: [string, Key][] = [];
  const flush = () => {
    const keys = waiting;
    waiting = [];
    const lastLetter = keys.findLastIndex(([letter]) => !isLineEnd(letter));
    if (lastLetter < fewLetters) {
      for (const [letter, key] of keys) input.emit('keypress', letter, key);
      return;
    }
    const letters = keys.slice(0, lastLetter + 1).map(([letter]) => (isLineEnd(letter) ? ' ' : letter));
    const text = letters.join('');
    input.emit('keypress', text, { sequence: text });
    const [enter] = keys.slice(lastLetter + 1);
    if (enter !== undefined) input.emit('keypress', ...enter);
  };
  const emit = (event: string, ...values: unknown[]): boolean => {
    const [letter, key] = values as [string | undefined, Key];
    if (event === 'keypress' && isText(letter, key)) {
      // A microtask runs when all keys of one read have come.
      if (waiting.push([letter, key]) === 1) queueMicrotask(flush);
      return true;
    }
    flush();
    return input.emit(event, ...values);
  };
  return new Proxy(input, {
    get(target, key) {
      if (key === 'emit') return emit;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function isText(letter: string | undefined, { ctrl, meta }: Key): letter is string {
  if (letter === undefined || meta === true) return false;
  return letter === '\t' || isLineEnd(letter) || (ctrl !== true && letter >= ' ' && letter !== '\x7f');
}

function isLineEnd(letter: string): boolean {
  return letter === '\r' || letter === '\n';
}

/** Ctrl-Z, which readline answers by stopping the process. */
function isSuspension({ ctrl, name }: Key): boolean {
  return ctrl === true && name === 'z';
}

/**
 * Watches the input of an open question. clack 1.9 gives the same symbol for Escape and Ctrl-C, and where the input
 * ends, or readline pauses it (Ctrl-D, and on the way back from Ctrl-Z), its promise never settles: the program would
 * end with 0 and nothing done.
 *
 * @param onSuspend called at Ctrl-Z, while the screen is still this program's
 */
function watchInput(input: ReadStream, signal: AbortSignal, onSuspend: () => void): InputWatch {
  const gone = new AbortController();
  let last: Key = {};
  let ended = false;
  const onGone = () => gone.abort();
  const onKey = (_text: string | undefined, key: Key) => {
    last = key;
    if (isSuspension(key)) onSuspend();
    // Ctrl-C right after Escape is one key to readline, and none to clack.
    if (key.sequence === '\u001b\u0003') onGone();
  };
  // clack itself pauses the input when it settles, and `end` has been called one turn later.
  const onPause = () => setImmediate(() => ended || onGone());
  input.prependListener('keypress', onKey);
  input.on('end', onGone).on('close', onGone).on('error', onGone).on('pause', onPause);
  return {
    stop: AbortSignal.any([signal, gone.signal]),
    departure: () => {
      if (signal.aborted) return 'leave';
      if (gone.signal.aborted) return isSuspension(last) ? 'suspended' : 'leave';
      return last.name === 'escape' ? 'back' : 'leave';
    },
    end: () => {
      ended = true;
      input.off('keypress', onKey);
      input.off('end', onGone).off('close', onGone).off('error', onGone).off('pause', onPause);
    },
  };
}

/** A screen that knows how far down its cursor is, so that what was drawn can be taken off again. */
interface Rewindable {
  /** The stream for what draws on it: with a size also where the terminal tells none, and in ASCII where needed. */
  readonly stream: WriteStream;
  /** Says that a frame is drawn from this line on; returns the line. */
  readonly startFrame: () => number;
  /** Takes off everything from a line on. */
  readonly rewind: (line: number) => void;
}

/** What of a text moves the cursor to another line: clack's way back to the top of its frame, up, down, line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: cursor codes are what is looked for
const movement = /\u001b\[999D(?:\u001b\[\d+A)?|\u001b\[(\d*)([AB])|\n/g;

/** ASCII letters of the same width for what @clack/prompts 1.9 draws with. */
const asciiOf: Readonly<Record<string, string>> = {
  '◆': '*',
  '◇': 'o',
  '■': 'x',
  '▲': 'x',
  '┌': '+',
  '│': '|',
  '└': '+',
  '├': '+',
  '─': '-',
  '—': '-',
  '–': '-',
  '·': '-',
  '…': '.',
  '●': '>',
  '○': ' ',
  '◻': '-',
  '◼': '+',
  '•': '*',
  '█': '_',
  '↑': '^',
  '↓': 'v',
};

/** A screen whose drawing can be taken back. */
export function rewindable(screen: Screen): Rewindable {
  let line = 0;
  let frameTop = 0;
  const write = (text: string, ...rest: never[]) => {
    for (const [found, count, direction] of text.matchAll(movement)) {
      if (direction === 'A') line -= Number(count || 1);
      else if (direction === 'B') line += Number(count || 1);
      else if (found === '\n') line += 1;
      else line = frameTop;
    }
    const shown = screen.unicode ? text : text.replace(/[^\0-\x7f]/gu, (letter) => asciiOf[letter] ?? '?');
    return screen.stream.write(shown, ...rest);
  };
  const stream = new Proxy(screen.stream, {
    get(target, key) {
      if (key === 'write') return write;
      if (key === 'columns') return screen.columns();
      if (key === 'rows') return target.rows || 24;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    stream,
    startFrame: () => {
      frameTop = line;
      return line;
    },
    rewind: (to) => {
      screen.write(`\r${line > to ? `\u001b[${line - to}A` : ''}\u001b[J`);
      line = to;
    },
  };
}
