import { readSync, writeSync } from 'node:fs';
import { inspect, types } from 'node:util';
import type { Message, Request, Thrown } from '../protocol.ts';

/** The file descriptor that the parent has opened. */
const channel = 3;

// Kept from the function, which may replace what it finds on these objects.
const { stringify } = JSON;
const { from } = Buffer;
const write = writeSync;
const kill = process.kill.bind(process);

let key = '';

/** Waits for the request of the parent: one line of JSON. */
export function receive(): Request {
  const request = readRequest();
  key = request.key;
  return request;
}

function readRequest(): Request {
  const pieces: Buffer[] = [];
  const piece = Buffer.alloc(65536);
  for (;;) {
    const length = readSync(channel, piece, 0, piece.length, null);
    if (length === 0) process.exit(1);
    pieces.push(Buffer.from(piece.subarray(0, length)));
    if (piece[length - 1] === 0x0a) return JSON.parse(Buffer.concat(pieces).toString('utf8'));
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
    name: String(error.name).slice(0, 200),
    message: String(error.message).slice(0, 20_000),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof error.stack === 'string' ? { stack: error.stack.slice(0, 50_000) } : {}),
    ...(Array.isArray(requireStack) ? { requireStack: requireStack.map(String) } : {}),
    ...(cause === undefined || depth > 3 ? {} : { cause: describe(cause, depth + 1) }),
  };
}

function shown(value: unknown): string {
  return inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY }).slice(0, 2000);
}
