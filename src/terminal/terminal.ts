import type { ReadStream, WriteStream } from 'node:tty';
import { plainStyle, type Style, wrapWords } from './text.ts';

/** An output stream, and what may be written to it. */
export interface Screen extends Capabilities {
  /** Opened on first use, which only a terminal needs. */
  readonly stream: WriteStream;
  readonly isTerminal: boolean;
  readonly style: Style;
  /** Characters in a line; 80 where the stream does not say. */
  readonly columns: () => number;
  readonly write: (text: string) => void;
  /** The same for values, which are never put into ASCII. */
  readonly writeAsIs: (text: string) => void;
}

/** Writes a text for a person, followed by a newline; the rest of a broken line is indented by `hang` more columns. */
export function say(screen: Screen, text: string, hang = 0): void {
  screen.write(`${wrapWords(text, lineWidth(screen), hang)}\n`);
}

/** Characters in a line; files and pipes have no limit. */
export function lineWidth(screen: Screen): number {
  return screen.isTerminal ? screen.columns() : Number.POSITIVE_INFINITY;
}

/** The three streams of the program; standard input is opened on first use. */
export interface Terminal {
  readonly stdin: ReadStream;
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** `end` closes the conversation that is open, before anything else is written; it does nothing if none is. */
  readonly conversation: { end: () => void };
}

/** Standard output is 1, standard error 2. */
type Descriptor = 1 | 2;

/** Standard output and standard error, as the starter gives them. */
export interface Output {
  /** May it be a terminal? */
  readonly isDevice: (descriptor: Descriptor) => boolean;
  /** Node's stream; opening one takes 10% of the start time. */
  readonly stream: (descriptor: Descriptor) => WriteStream;
  /** Writes a whole text, in order with what is written to the stream. */
  readonly write: (descriptor: Descriptor, text: string) => void;
  /** What a run without an error ends with if its result cannot be written to standard output. */
  lossCode: number;
}

interface Streams {
  readonly stdin: ReadStream;
  readonly output: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `process.platform`. */
  readonly system: string;
  /** False where `--no-color` is given. */
  readonly color: boolean | undefined;
}

/** The program's streams with what each of them can show. */
export async function openTerminal(streams: Streams): Promise<Terminal> {
  return {
    get stdin() {
      return streams.stdin;
    },
    stdout: await screenOf(1, streams),
    stderr: await screenOf(2, streams),
    conversation: { end: () => {} },
  };
}

async function screenOf(descriptor: Descriptor, { output, env, system, color }: Streams): Promise<Screen> {
  const terminal = output.isDevice(descriptor) ? output.stream(descriptor) : undefined;
  const isTerminal = terminal?.isTTY === true;
  const knowsColours = isTerminal && terminal.hasColors(16, isOff(env.CI) ? { ...env, CI: '' } : env);
  const capabilities = capabilitiesOf({ isTerminal, knowsColours, color, env, system });
  const style = capabilities.colour ? (await import('./colors.ts')).colours : plainStyle;
  const writeAsIs = (text: string): void => output.write(descriptor, text);
  return {
    ...capabilities,
    get stream() {
      return output.stream(descriptor);
    },
    isTerminal,
    style: { ...style, unicode: capabilities.unicode, flat: isTerminal && isOn(env.ACCESSIBLE) },
    columns: () => terminal?.columns || 80,
    // Our own texts hold no other characters beyond ASCII than these, apart from what has an ASCII form of its own.
    write: capabilities.unicode
      ? writeAsIs
      : (text) => writeAsIs(text.replaceAll('…', '...').replaceAll(/[–·]/g, '-')),
    writeAsIs,
  };
}

/** What is known of an output stream and the surroundings it is shown in. */
export interface StreamFacts extends Pick<Streams, 'env' | 'system' | 'color'> {
  readonly isTerminal: boolean;
  /** Does the terminal itself know at least 16 colours? */
  readonly knowsColours: boolean;
}

/** What may be written to a stream. */
interface Capabilities {
  readonly colour: boolean;
  /** Can it show more than ASCII? */
  readonly unicode: boolean;
  /** May the cursor be moved and a line be written again? Not in files, on dumb terminals, or for a screen reader. */
  readonly redraw: boolean;
}

/**
 * What may be written to a stream. `NO_COLOR` and `--no-color` switch cursor codes off as well; `FORCE_COLOR` speaks
 * for terminals only: what goes to a file or another program is text.
 * Sources: no-color.org, force-color.org, and the terminals that `is-unicode-supported` 2.1 names for Windows.
 */
export function capabilitiesOf(facts: StreamFacts): Capabilities {
  const { isTerminal, env, color } = facts;
  const redraw =
    isTerminal && color !== false && !isSet(env.NO_COLOR) && env.TERM !== 'dumb' && !isOn(env.ACCESSIBLE);
  return { colour: hasColour(facts), unicode: showsUnicode(facts), redraw };
}

function hasColour({ isTerminal, knowsColours, color, env }: StreamFacts): boolean {
  if (!isTerminal || color === false || isSet(env.NO_COLOR)) return false;
  if (env.FORCE_COLOR !== undefined) return !isOff(env.FORCE_COLOR);
  return knowsColours && env.TERM !== 'dumb';
}

function showsUnicode({ env, system }: StreamFacts): boolean {
  if (system === 'win32') {
    return (
      isSet(env.WT_SESSION) ||
      isSet(env.TERMINUS_SUBLIME) ||
      env.ConEmuTask === '{cmd::Cmder}' ||
      /^(vscode|Terminus-Sublime)$/.test(env.TERM_PROGRAM ?? '') ||
      /^(xterm-256color|alacritty)$/.test(env.TERM ?? '') ||
      env.TERMINAL_EMULATOR === 'JetBrains-JediTerm'
    );
  }
  if (env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  return /utf-?8/i.test(locale);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function isOff(value: string | undefined): boolean {
  return value === '0' || value?.toLowerCase() === 'false';
}

/** Is a variable of the environment set, and neither to `0` nor to `false`? */
export function isOn(value: string | undefined): boolean {
  return isSet(value) && !isOff(value);
}
