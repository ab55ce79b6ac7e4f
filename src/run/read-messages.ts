import type { Json } from '../types.ts';
import type { Message, Outcome } from './protocol.ts';
import { isTooDeep } from './serialise.ts';

/**
 * Splits what arrives on the channel into messages. A line that does not begin with the key was written by the function:
 * it is dropped, and takes no memory while it arrives.
 * @returns a function that takes the next piece of text and returns the messages that it completes
 */
export function messageReader(key: string): (piece: string) => Message[] {
  let pieces: string[] = [];
  let dropping = false;
  const keep = (piece: string): void => {
    if (dropping || piece === '') return;
    pieces.push(piece);
    if (pieces.length > 1 && (pieces[0] ?? '').length >= key.length) return;
    const head = pieces.join('');
    pieces = [head];
    dropping = !(head.startsWith(key) || key.startsWith(head));
  };
  const complete = (): Message[] => {
    const message = dropping ? undefined : parseMessage(pieces.join(''), key);
    pieces = [];
    dropping = false;
    return message === undefined ? [] : [message];
  };
  return (piece) => {
    const [first = '', ...others] = piece.split('\n');
    keep(first);
    return others.flatMap((line) => {
      const messages = complete();
      keep(line);
      return messages;
    });
  };
}

/** Returns the message in a line, or undefined if the function's own writing broke or forged the line. */
function parseMessage(line: string, key: string): Message | undefined {
  if (!line.startsWith(key) || !line.endsWith(key)) return undefined;
  const said = line.slice(key.length, -key.length);
  const json = said.slice(said.indexOf(' ') + 1);
  try {
    const message: unknown = said === `${Buffer.byteLength(json)} ${json}` ? JSON.parse(json) : undefined;
    // The function's code runs in the process that sent it, so nothing about it is taken for granted.
    return ofKind(messages)(message) ? (message as Message) : undefined;
  } catch {
    return undefined;
  }
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isAmount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isLevel: Check = (value) => ['DEBUG', 'INFO', 'WARN', 'ERROR'].includes(value as string);
const isPhase: Check = (value) => value === 'load' || value === 'run';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** Makes the check of an object from the checks of its members. */
function all(checks: Readonly<Record<string, Check>>): Check {
  return (value) => {
    const fields = fieldsOf(value);
    return Object.entries(checks).every(([name, check]) => check(fields[name]));
  };
}

/** Makes the check of an object from the checks for each `kind` of it. */
function ofKind(checks: Readonly<Record<string, Check>>): Check {
  return (value) => checks[fieldsOf(value).kind as string]?.(value) === true;
}

/** Returns the fields of an object by name, or an empty object for any other value. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

const mostCauses = 5;

function isThrown(value: unknown, causes = 0): boolean {
  const check = all({
    isError: isBoolean,
    name: isText,
    message: isText,
    code: optional(isText),
    stack: optional(isText),
    requireStack: optional(isTexts),
    cause: optional((one) => isThrown(one, causes + 1)),
  });
  return causes <= mostCauses && check(value);
}

/** Returns true if a value is JSON and is not nested too deep for other parsers. */
function isResponse(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return !isTooDeep(JSON.parse(value) as Json);
  } catch {
    return false;
  }
}

const reasons = ['circular', 'bigint', 'function', 'symbol', 'nested-too-deep'];
const isWritten: Check = (value) => value === undefined || value === '{}' || value === 'null';
const isEmptied = all({ path: isText, what: isText, written: isWritten });

const outcomes: Readonly<Record<Outcome['kind'], Check>> = {
  returned: all({
    text: isResponse,
    emptied: (value) => Array.isArray(value) && value.length <= 10 && value.every(isEmptied),
  }),
  unserialisable: all({
    found: all({
      path: isText,
      reason: (value) => reasons.includes(value as string),
      target: optional(isText),
    }),
  }),
  'too-large': all({ bytes: isAmount }),
  threw: all({ phase: isPhase, thrown: isThrown }),
  uncaught: all({ rejection: isBoolean, thrown: isThrown }),
  'no-handler': all({ main: isText, exported: isText, names: isTexts }),
  exited: all({ exitCode: (value) => typeof value === 'number', stack: isText }),
  'never-settled': all({ phase: isPhase }),
  'no-debugger': all({ port: isAmount }),
};

const messages: Readonly<Record<Message['kind'], Check>> = {
  ready: () => true,
  'early-read': all({ name: isText, stack: isText }),
  loaded: all({ files: isTexts }),
  called: () => true,
  alive: all({ memoryBytes: isAmount }),
  log: all({ level: isLevel, text: isText, cut: isBoolean }),
  output: all({ level: isLevel, text: isText }),
  outcome: all({ durationMs: isAmount, memoryBytes: isAmount, outcome: ofKind(outcomes) }),
  late: all({ thrown: isThrown }),
  end: () => true,
};
