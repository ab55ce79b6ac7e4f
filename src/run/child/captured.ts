/**
 * Everything that this process still uses once the function is loaded. The function's code may replace anything on shared
 * objects, so everything is captured here before that, and nothing is looked up on them later: no methods of arrays or
 * strings, no spreading of arrays.
 */

export const { apply } = Reflect;
export const { stringify, parse } = JSON;
export const { isArray } = Array;
export const { keys } = Object;
export const { isFinite: isFiniteNumber } = Number;
export const toNumber = Number;
export const toText = String;
export const NativePromise = Promise;

/** A method as a function whose first argument is its `this`. */
export function uncurried<This, Given extends readonly unknown[], Result>(
  method: (this: This, ...given: Given) => Result,
): (on: This, ...given: Given) => Result {
  return Function.prototype.call.bind(method) as (on: This, ...given: Given) => Result;
}

export const sliceText = uncurried(String.prototype.slice) as (
  text: string,
  from: number,
  to: number,
) => string;
export const hasMember = uncurried(Set.prototype.has) as (set: ReadonlySet<unknown>, one: unknown) => boolean;
export const afterwards = uncurried(Promise.prototype.then) as (
  promise: Promise<unknown>,
  onValue: (value: unknown) => void,
  onError: (error: unknown) => void,
) => void;
const Bytes = Uint8Array;
const { setPrototypeOf } = Reflect;
export const fill = uncurried(Bytes.prototype.fill);
export const indexOf = uncurried(Bytes.prototype.indexOf) as (bytes: Uint8Array, byte: number) => number;
export const moveWithin = uncurried(Bytes.prototype.copyWithin);
export const copyInto = uncurried(Bytes.prototype.set) as (target: Uint8Array, bytes: Uint8Array) => void;

/**
 * Memory that the function cannot get at, whatever it replaces. It has no prototype, whose members could be replaced, and
 * has the property that Node's own code reads from it (`byteLength`) itself.
 */
export function memoryOf(size: number): Uint8Array {
  const bytes = new Bytes(size);
  setPrototypeOf(bytes, null);
  (bytes as { byteLength: number }).byteLength = size;
  return bytes;
}

const isInstance = uncurried(Function.prototype[Symbol.hasInstance]) as (
  of: unknown,
  value: unknown,
) => boolean;
const AnyError = Error;
const Decoder = TextDecoder;
const decode = uncurried(TextDecoder.prototype.decode) as (
  decoder: unknown,
  piece: Uint8Array | undefined,
  options: { readonly stream: boolean },
) => string;

/** Decodes UTF-8 that comes in pieces, between which a character may be split; without a piece, what is left. */
export function utf8Decoder(): (piece?: Uint8Array) => string {
  const decoder = new Decoder('utf-8', { ignoreBOM: true });
  return (piece) => decode(decoder, piece, { stream: piece !== undefined });
}

/** Returns true if a value's prototype makes it an error. */
export function isError(value: unknown): boolean {
  return isInstance(AnyError, value);
}

/**
 * A value of this program's own as JSON. Unlike `JSON.stringify`, it does not call a `toJSON`, which the function may have
 * put on the prototype of all objects.
 */
export function encode(value: unknown): string {
  if (typeof value === 'string') return stringify(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return isFiniteNumber(value) ? `${value}` : 'null';
  if (typeof value !== 'object' || value === null) return 'null';
  return isArray(value) ? `[${encodeItems(value)}]` : `{${encodeMembers(value)}}`;
}

function encodeItems(list: readonly unknown[]): string {
  let text = '';
  for (let index = 0; index < list.length; index += 1) text += (index === 0 ? '' : ',') + encode(list[index]);
  return text;
}

function encodeMembers(object: object): string {
  const names = keys(object);
  let text = '';
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    const member = (object as Readonly<Record<string, unknown>>)[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${stringify(name)}:${encode(member)}`;
  }
  return text;
}
