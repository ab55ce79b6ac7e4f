import { Console } from 'node:console';
import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import { redaction } from '../../data/limits.ts';
import type { LogLine } from '../../types.ts';
import { outputLimit } from '../protocol.ts';
import { isShort } from '../redact.ts';
import { apply, hasMember, sliceText, utf8Decoder } from './captured.ts';
import { send } from './channel.ts';

let written = 0;
const flushes: (() => void)[] = [];

/** The part of an output that may still be sent; endless output is cut here. */
function within(text: string): string {
  const left = outputLimit - written;
  const kept = left > 0 ? sliceText(text, 0, left) : '';
  written += text.length;
  return kept;
}

/** Sends one message, cut if it is too long. */
export function log(level: LogLine['level'], text: string): void {
  if (written > outputLimit) return;
  const kept = within(text);
  send({ kind: 'log', level, text: kept, cut: kept.length < text.length });
}

/** A console that sends each call as one message with its level, formatted as Node does. */
export function capturingConsole(): Console {
  let level: LogLine['level'] | undefined;
  const sink = (usual: LogLine['level']) => ({
    write: (text: string) =>
      log(level ?? usual, text[text.length - 1] === '\n' ? sliceText(text, 0, -1) : text),
  });
  const captured = new Console({
    stdout: sink('INFO') as never,
    stderr: sink('ERROR') as never,
    ignoreErrors: false,
    // Finding out whether colours are supported would load all of Node's code for terminals.
    colorMode: false,
  });
  const at = (name: 'debug' | 'warn', own: LogLine['level']) => {
    const original = captured[name];
    captured[name] = (...data: unknown[]) => {
      level = own;
      try {
        apply(original, undefined, data);
      } finally {
        level = undefined;
      }
    };
  };
  at('debug', 'DEBUG');
  at('warn', 'WARN');
  return captured;
}

/**
 * Replaces the global console; an attached debugger shows the calls, too.
 * @param secrets by name; values too short to be found within text are hidden here, if they are arguments on their own
 */
export function captureConsole(
  captured: Console,
  debuggerConsole: globalThis.Console | undefined,
  secrets: Readonly<Record<string, string>>,
): void {
  const short = new Set(
    Object.entries(secrets).flatMap(([name, value]) => (isShort(name, value) ? [value] : [])),
  );
  const shown = (one: unknown): unknown =>
    (typeof one === 'string' || typeof one === 'number') && hasMember(short, `${one}`) ? redaction : one;
  for (const name of Object.keys(captured) as (keyof Console)[]) {
    const debugging = debuggerConsole?.[name] as Method | undefined;
    const own = captured[name] as Method;
    const method: Method = (...data) => {
      if (debugging !== undefined) apply(debugging, undefined, data);
      for (let index = 0; index < data.length; index += 1) data[index] = shown(data[index]);
      return apply(own, undefined, data);
    };
    Object.assign(console, { [name]: debugging === undefined && short.size === 0 ? own : method });
  }
}

type Method = (...data: unknown[]) => unknown;

/** Replaces a standard stream with a stream that sends everything written to it, in order with calls of `console`. */
export function captureStream(name: 'stdout' | 'stderr', level: LogLine['level']): void {
  let stream: Writable | undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get() {
      stream ??= openStream(name === 'stdout' ? 1 : 2, level);
      return stream;
    },
  });
}

/** Sends what is left in the streams: the beginning of an incomplete character. */
export function flushStreams(): void {
  for (let index = 0; index < flushes.length; index += 1) flushes[index]?.();
}

function openStream(fd: number, level: LogLine['level']): Writable {
  // Loaded only here, as it takes longer than everything else; most functions only call `console`.
  const stream: typeof import('node:stream') = createRequire(__filename)('node:stream');
  const decode = utf8Decoder();
  const pass = (text: string): void => {
    if (text === '' || written > outputLimit) return;
    const kept = within(text);
    // Marked, so that the parent does not show the beginning of a secret there.
    send({ kind: 'output', level, text: kept.length < text.length ? `${kept}…` : kept });
  };
  flushes[flushes.length] = () => pass(decode());
  const writable = new stream.Writable({
    write(chunk: Buffer, _encoding, done) {
      pass(decode(chunk));
      done();
    },
  });
  return Object.assign(writable, { fd });
}
