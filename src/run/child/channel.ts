import { readSync, writeSync } from 'node:fs';
import { inspect, types } from 'node:util';
import type { CallRequest, LoadRequest, Message, Thrown } from '../protocol.ts';
import {
  copyInto,
  encode,
  fill,
  indexOf,
  isArray,
  isError,
  memoryOf,
  moveWithin,
  parse,
  sliceText,
  toText,
  uncurried,
} from './captured.ts';

/** The file descriptor of the channel to the parent. */
const channel = 3;

const read = readSync;
const write = writeSync;
const inspectValue = inspect;
const { isNativeError } = types;
const kill = process.kill.bind(process);
const group = process.platform === 'win32' ? process.pid : -process.pid;
const { byteLength } = Buffer;
const { utf8Slice, utf8Write } = Buffer.prototype as unknown as Record<
  'utf8Slice' | 'utf8Write',
  () => never
>;
const decode = uncurried(utf8Slice) as unknown as (bytes: Uint8Array, from: number, to: number) => string;
const writeText = uncurried(utf8Write) as unknown as (bytes: Uint8Array, text: string) => number;

// Makes it impossible to replace what Node writes files with. `process.binding` is deprecated; a Node without it does not
// give functions access to that either.
const ownCode = (process as unknown as { binding?: (name: string) => object }).binding?.('fs');
if (ownCode !== undefined)
  Object.defineProperty(ownCode, 'writeBuffer', { configurable: false, writable: false });

let key = '';

/** Bytes read from the channel and not yet passed on, up to `filled`. */
let held = memoryOf(65_536);
let size = 65_536;
let filled = 0;

/** Waits for the request to load a function. */
export function receiveLoad(): LoadRequest {
  const { key: own, ...request } = parse(readLine()) as LoadRequest & { readonly key: string };
  key = own;
  // Otherwise, getters that the function puts on the prototype of all objects would be called for missing members.
  Object.setPrototypeOf(request, null);
  return request;
}

/** Waits for what to call the function with. */
export function receiveCall(): CallRequest {
  return parse(readLine()) as CallRequest;
}

/** Waits for a line; ends this process if the parent is gone. */
function readLine(): string {
  for (;;) {
    const end = indexOf(held, 0x0a);
    if (end !== -1 && end < filled) {
      const line = decode(held, 0, end);
      moveWithin(held, 0, end + 1, filled);
      filled -= end + 1;
      fill(held, 0, filled);
      return line;
    }
    if (filled === size) grow();
    const length = read(channel, held, filled, size - filled, null);
    if (length === 0) endGroup();
    filled += length;
  }
}

function grow(): void {
  size *= 2;
  const larger = memoryOf(size);
  copyInto(larger, held);
  fill(held, 0);
  held = larger;
}

/** Sends the parent a message; returns when it is written. */
export function send(message: Message): void {
  // A line break first, in case the function has written to the channel itself.
  const json = encode(message);
  const text = `\n${key}${byteLength(json)} ${json}${key}\n`;
  const length = byteLength(text);
  // Cleared after use: the function may get freed memory, and could send any message if it found the key there.
  const bytes = memoryOf(length);
  writeText(bytes, text);
  try {
    for (let sent = 0; sent < length; ) sent += write(channel, bytes, sent);
    fill(bytes, 0);
  } catch {
    // The parent is gone, or the function has closed the channel: nothing else would stop this process.
    endGroup();
  }
}

/** Kills this process and those that it started. */
export function endGroup(): void {
  kill(group, 'SIGKILL');
}

/** Describes a thrown value, whatever it is; its causes are followed four deep. */
export function describe(value: unknown, depth = 0): Thrown {
  try {
    return isNativeError(value) || isError(value)
      ? describeError(value as object, depth)
      : { isError: false, name: value === null ? 'null' : typeof value, message: shown(value) };
  } catch {
    return { isError: false, name: typeof value, message: 'a value that cannot be shown' };
  }
}

function describeError(error: object, depth: number): Thrown {
  const code = get(error, 'code');
  const stack = get(error, 'stack');
  const requireStack = get(error, 'requireStack');
  const errors = get(error, 'errors');
  const cause = get(error, 'cause') ?? (isArray(errors) ? errors[0] : undefined);
  return {
    isError: true,
    name: cut(textOf(get(error, 'name')), 200),
    message: cut(textOf(get(error, 'message')), 20_000),
    ...(typeof code === 'string' ? { code: cut(code, 200) } : {}),
    ...(typeof stack === 'string' ? { stack: cut(stack, 50_000) } : {}),
    ...(isArray(requireStack) ? { requireStack: firstTexts(requireStack) } : {}),
    ...(cause === undefined || depth > 3 ? {} : { cause: describe(cause, depth + 1) }),
  };
}

/** Returns the value of a property, or undefined if reading it throws. */
function get(object: object, name: string): unknown {
  try {
    return (object as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  try {
    return toText(value);
  } catch {
    return 'a value that cannot be shown';
  }
}

function firstTexts(list: readonly unknown[]): string[] {
  const texts: string[] = [];
  for (let index = 0; index < list.length && index < 20; index += 1)
    texts[index] = cut(textOf(list[index]), 4096);
  return texts;
}

function shown(value: unknown): string {
  return cut(inspectValue(value, { depth: 2, breakLength: 1e9 }), 2000);
}

/** The beginning of a long text, marked at its end so that the parent does not show the beginning of a secret there. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${sliceText(text, 0, most)}…` : text;
}
