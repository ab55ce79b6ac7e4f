import type { ReadStream, WriteStream } from 'node:tty';
import { type Capabilities, capabilitiesOf } from '../../core/conversation/capabilities.ts';
import { plainStyle, type Style } from '../../core/report/style.ts';

/** An output stream, and what may be written to it. */
export interface Screen extends Capabilities {
  /** Opened when it is first looked at, which only a terminal needs. */
  readonly stream: WriteStream;
  readonly isTerminal: boolean;
  readonly style: Style;
  /** Characters in a line; 80 where the stream does not say. */
  readonly columns: () => number;
  readonly write: (text: string) => void;
  /** The same for values, which are never put into ASCII. */
  readonly writeAsIs: (text: string) => void;
}

/** The three streams of the program; standard input is opened when it is first looked at. */
export interface Terminal {
  readonly stdin: ReadStream;
  readonly stdout: Screen;
  readonly stderr: Screen;
}

/** Standard output is 1, standard error 2. */
export type Descriptor = 1 | 2;

/** Standard output and standard error, as the starter gives them. */
export interface Output {
  /** May it be a terminal? */
  readonly isDevice: (descriptor: Descriptor) => boolean;
  /** Node's stream; opening one takes a tenth of a start. */
  readonly stream: (descriptor: Descriptor) => WriteStream;
  /** Writes all of a text, in order with what is written to the stream. */
  readonly write: (descriptor: Descriptor, text: string) => void;
}

export interface Streams {
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
  };
}

async function screenOf(descriptor: Descriptor, { output, env, system, color }: Streams): Promise<Screen> {
  const terminal = output.isDevice(descriptor) ? output.stream(descriptor) : undefined;
  const isTerminal = terminal?.isTTY === true;
  const knowsColours = isTerminal && terminal.hasColors(16, env);
  const capabilities = capabilitiesOf({ isTerminal, knowsColours, color, env, system });
  const writeAsIs = (text: string): void => output.write(descriptor, text);
  return {
    ...capabilities,
    get stream() {
      return output.stream(descriptor);
    },
    isTerminal,
    style: await styleOf(capabilities),
    columns: () => terminal?.columns || 80,
    write: capabilities.unicode ? writeAsIs : (text) => writeAsIs(inAscii(text)),
    writeAsIs,
  };
}

/** Our own texts hold no other characters beyond ASCII than these, apart from what has an ASCII form of its own. */
function inAscii(text: string): string {
  return text.replaceAll('…', '...').replaceAll('–', '-');
}

async function styleOf({ colour, unicode }: Capabilities): Promise<Style> {
  if (!colour) return { ...plainStyle, unicode };
  const { colours } = await import('./colours.ts');
  return { ...colours, unicode };
}
