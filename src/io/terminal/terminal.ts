import type { ReadStream, WriteStream } from 'node:tty';
import { bold, dim, green, $ as kleur, red, yellow } from 'kleur/colors';
import { type Capabilities, capabilitiesOf } from '../../core/conversation/capabilities.ts';
import { plainStyle, type Style } from '../../core/report/style.ts';

/** An output stream, and what may be written to it. */
export interface Screen extends Capabilities {
  readonly stream: WriteStream;
  readonly isTerminal: boolean;
  readonly style: Style;
  /** Characters in a line; 80 where the stream does not say. */
  readonly columns: () => number;
  readonly write: (text: string) => void;
}

/** The three streams of the program; standard input is opened when it is first looked at. */
export interface Terminal {
  readonly stdin: ReadStream;
  readonly stdout: Screen;
  readonly stderr: Screen;
}

export interface Streams {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `process.platform`. */
  readonly system: string;
  /** False where `--no-color` is given. */
  readonly color: boolean | undefined;
}

/** The program's streams with what each of them can show. */
export function openTerminal(streams: Streams): Terminal {
  // Each screen decides for itself; kleur's own switch knows standard output only.
  kleur.enabled = true;
  const { stdout, stderr } = streams;
  return {
    get stdin() {
      return streams.stdin;
    },
    stdout: screenOf(stdout, streams),
    stderr: screenOf(stderr, streams),
  };
}

function screenOf(stream: WriteStream, { env, system, color }: Streams): Screen {
  const isTerminal = stream.isTTY === true;
  const knowsColours = isTerminal && stream.hasColors(16, env);
  const capabilities = capabilitiesOf({ isTerminal, knowsColours, color, env, system });
  return {
    ...capabilities,
    stream,
    isTerminal,
    style: styleOf(capabilities),
    columns: () => stream.columns || 80,
    write: (text) => void stream.write(capabilities.unicode ? text : inAscii(text)),
  };
}

/** Our own texts hold no other characters beyond ASCII than these, apart from what has an ASCII form of its own. */
function inAscii(text: string): string {
  return text.replaceAll('…', '...').replaceAll('–', '-');
}

function styleOf({ colour, unicode }: Capabilities): Style {
  return colour ? { bold, dim, good: green, bad: red, notice: yellow, unicode } : { ...plainStyle, unicode };
}
