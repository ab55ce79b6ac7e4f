import { readSync, writeSync } from 'node:fs';
import { inspect, types } from 'node:util';
import type { CallRequest, LoadRequest, Message, Thrown } from '../protocol.ts';

/** The file descriptor that the parent has opened. */
const channel = 3;

// Kept from the function, which may replace what it finds on these objects.
const { parse, stringify } = JSON;
const { alloc, concat, from } = Buffer;
const read = readSync;
const write = writeSync;
const kill = process.kill.bind(process);

let key = '';

/** What was read of the channel and belongs to the next line. */
let rest: Buffer = Buffer.alloc(0);

/** Waits for what the parent wants loaded. */
export function receiveLoad(): LoadRequest {
  const request = parse(readLine()) as LoadRequest;
  key = request.key;
  return request;
}

/** Waits for what the parent wants the function called with. */
export function receiveCall(): CallRequest {
  return parse(readLine()) as CallRequest;
}

/** Waits for a line. Without a parent that could still write one, this process ends. */
function readLine(): string {
  const pieces: Buffer[] = [rest];
  const piece = alloc(65536);
  for (let end = rest.indexOf(0x0a); ; ) {
    if (end !== -1) {
      const last = pieces.pop() as Buffer;
      rest = last.subarray(end + 1);
      return concat([...pieces, last.subarray(0, end)]).toString('utf8');
    }
    const length = read(channel, piece, 0, piece.length, null);
    if (length === 0) endGroup();
    const next = from.call(Buffer, piece.subarray(0, length)) as Buffer;
    pieces.push(next);
    end = next.indexOf(0x0a);
  }
}

/** Tells the parent something; returns when it is written. */
export function send(message: Message): void {
  // A line break in front ends what the function may have written to the channel itself.
  const bytes = from.call(Buffer, `\n${key}${stringify(message)}\n`) as Buffer;
  try {
    for (let sent = 0; sent < bytes.length; ) sent += write(channel, bytes, sent);
  } catch {
    // The parent is gone, or the function has closed the channel: nobody would stop it any more.
    endGroup();
  }
}

/** Kills this process and those that it started. */
export function endGroup(): void {
  kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
}

/** What can be said of a thrown value, whatever it is; its causes are followed four deep. */
export function describe(value: unknown, depth = 0): Thrown {
  try {
    return types.isNativeError(value) || value instanceof Error
      ? describeError(value, depth)
      : { isError: false, name: value === null ? 'null' : typeof value, message: shown(value) };
  } catch {
    return { isError: false, name: typeof value, message: 'a value that cannot be shown' };
  }
}

function describeError(error: Error, depth: number): Thrown {
  const { code, requireStack, errors } = error as Error & Record<'code' | 'requireStack' | 'errors', unknown>;
  const cause = error.cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  return {
    isError: true,
    name: cut(String(error.name), 200),
    message: cut(String(error.message), 20_000),
    ...(typeof code === 'string' ? { code: cut(code, 200) } : {}),
    ...(typeof error.stack === 'string' ? { stack: cut(error.stack, 50_000) } : {}),
    ...(Array.isArray(requireStack)
      ? { requireStack: requireStack.slice(0, 20).map((file) => cut(String(file), 4096)) }
      : {}),
    ...(cause === undefined || depth > 3 ? {} : { cause: describe(cause, depth + 1) }),
  };
}

function shown(value: unknown): string {
  return cut(inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY }), 2000);
}

/** The beginning of a long text. Its end is marked, so that the parent does not show the beginning of a secret there. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
