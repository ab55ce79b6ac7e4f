import type { ReadStream, WriteStream } from 'node:tty';
import { plainStyle, printableStyled, type Style, wrapWords } from './text.ts';

/** An output stream and its capabilities. */
export interface Screen extends Capabilities {
  /** Node's stream, opened on first access. Only terminals need it. */
  readonly stream: WriteStream;
  readonly isTerminal: boolean;
  readonly style: Style;
  /** Characters per line; 80 if the stream does not know. */
  readonly columns: () => number;
  /** Writes a text for a person. Control characters other than the styling are spelled out. */
  readonly write: (text: string) => void;
  /** Writes a text without converting any characters. For JSON that is safe to show, and for cursor codes. */
  readonly writeAsIs: (text: string) => void;
}

/** Writes a text for a person, followed by a newline. Continuation lines are indented by `hang` more columns. */
export function say(screen: Screen, text: string, hang = 0): void {
  screen.write(`${wrapWords(text, lineWidth(screen), hang)}\n`);
}

/** Characters per line. Files and pipes have no limit. */
export function lineWidth(screen: Screen): number {
  return screen.isTerminal ? screen.columns() : Number.POSITIVE_INFINITY;
}

/** The program's three streams. Standard input is opened on first access. */
export interface Terminal {
  readonly stdin: ReadStream;
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** `end` closes an open conversation, and must be called before anything else is written. Does nothing if none is open. */
  readonly conversation: { end: () => void };
}

/** Standard output is 1, standard error 2. */
type Descriptor = 1 | 2;

/** Standard output and standard error, provided by the launcher. */
export interface Output {
  /** Whether it might be a terminal. */
  readonly isDevice: (descriptor: Descriptor) => boolean;
  /** Node's stream. Opening one takes 10% of the start time. */
  readonly stream: (descriptor: Descriptor) => WriteStream;
  /** Writes a whole text, in order with anything written to the stream. */
  readonly write: (descriptor: Descriptor, text: string) => void;
  /** The exit code if a run succeeds but its result cannot be written to standard output. */
  lossCode: number;
}

interface Streams {
  readonly stdin: ReadStream;
  readonly output: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `process.platform`. */
  readonly system: string;
  /** False if `--no-color` is given. */
  readonly color: boolean | undefined;
}

/** Opens the program's streams and determines what each can show. */
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
    // The program's own texts contain no other non-ASCII characters, except where an ASCII form is chosen separately.
    write: (text) => {
      const safe = printableStyled(text);
      writeAsIs(capabilities.unicode ? safe : safe.replaceAll('…', '...').replaceAll(/[–·]/g, '-'));
    },
    writeAsIs,
  };
}

/** What is known about an output stream and its environment. */
export interface StreamFacts extends Pick<Streams, 'env' | 'system' | 'color'> {
  readonly isTerminal: boolean;
  /** Whether the terminal itself supports at least 16 colors. */
  readonly knowsColours: boolean;
}

/** What can be written to a stream. */
interface Capabilities {
  readonly colour: boolean;
  /** Whether it can show more than ASCII. */
  readonly unicode: boolean;
  /** Whether the cursor can be moved to rewrite a line. False for files, dumb terminals and screen readers. */
  readonly redraw: boolean;
}

/**
 * Determines what can be written to a stream. `NO_COLOR` and `--no-color` also turn off cursor codes. `FORCE_COLOR` only
 * affects terminals; files and other programs get plain text. Sources: no-color.org, force-color.org, and the terminals that
 * `is-unicode-supported` 2.1 lists for Windows.
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

/** Whether an environment variable is set to something other than an empty string, `0` or `false`. */
export function isOn(value: string | undefined): boolean {
  return isSet(value) && !isOff(value);
}
