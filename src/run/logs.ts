import { logLimitBytes, mostLogLines } from '../data/limits.ts';
import { onOneLine, plainStyle, printable, printableText, type Style, wrapWords } from '../terminal/text.ts';
import type { InvocationError, InvocationResult, Json, LogLine } from '../types.ts';
import type { Redactor } from './redact.ts';

/** The source of output: `process.stdout` and `stderr`, in order with `console`, or the raw streams below them. */
type OutputSource = 'in-order' | 'raw';

/** Collects what a function logs, without secret values, up to HubSpot's limit in bytes and our own in lines. */
export interface LogCollector {
  /** Adds one message; `cut` is true if the sender has already cut it. */
  readonly message: (level: LogLine['level'], text: string, cut: boolean) => void;
  /** Adds a piece of a stream; each line becomes a message when it is complete. */
  readonly piece: (source: OutputSource, level: LogLine['level'], text: string) => void;
  /** Adds unfinished lines. */
  readonly end: () => void;
  readonly lines: readonly LogLine[];
  /** Returns true if anything was dropped. */
  readonly wasCut: () => boolean;
}

/** A stack frame of this program, even in JSON within a text; the rest of its line belongs to the function. */
const ownFrame =
  /(?:\n|(?<!\\)\\+n)[ \t]+at (?:[^\n(/\\"]* \((?:(?!\\n[ \t]+at )[^\n"])*?invoke-child\.cjs:\d+:\d+\)|(?:(?!\\n[ \t]+at )[^\n"])*?invoke-child\.cjs:\d+:\d+)/g;

/** A function's text, which may be JSON, without this program's frames in stack traces. */
export function withoutOwnFrames(text: string): string {
  return text.includes('invoke-child.cjs') ? text.replace(ownFrame, '') : text;
}

/**
 * @param now returns the time of a message
 * @param onLine called with each line as it comes
 */
export function logCollector(
  redactor: Redactor,
  now: () => Date,
  onLine?: (line: LogLine) => void,
): LogCollector {
  const lines: LogLine[] = [];
  const streams = new Map<string, LineJoiner>();
  let left = logLimitBytes;
  let dropped = false;
  const add = (level: LogLine['level'], given: string, cut = false): void => {
    dropped ||= cut || left <= 0;
    if (left <= 0) return;
    const text = withoutOwnFrames(given);
    const whole = cut ? redactor.whole(`${text}…`).replace(/…$/, '') : redactor.whole(text);
    const message = cutToBytes(whole, left);
    const fits = message.length === whole.length;
    dropped ||= !fits;
    left = fits && !cut ? left - Buffer.byteLength(message) - 1 : 0;
    const line = { timestamp: now().toISOString(), level, message };
    lines.push(line);
    if (lines.length === mostLogLines) left = 0;
    onLine?.(line);
  };
  const flush = (source: string): void => {
    for (const [key, { end }] of streams) if (key.startsWith(source)) end();
  };
  return {
    message: (level, text, cut) => {
      flush('in-order');
      add(level, text, cut);
    },
    piece: (source, level, text) => {
      dropped ||= left <= 0 && text !== '';
      if (left <= 0) return;
      const key = `${source} ${level}`;
      const stream = streams.get(key) ?? lineJoiner((line, cut) => add(level, line, cut));
      streams.set(key, stream);
      stream.take(text);
    },
    end: () => flush(''),
    lines,
    wasCut: () => dropped,
  };
}

/** Joins the pieces of a stream into lines. */
interface LineJoiner {
  readonly take: (piece: string) => void;
  /** Completes an unfinished line. */
  readonly end: () => void;
}

/** @param onLine called with each line; `cut` is true if the line is too long to wait for its end */
function lineJoiner(onLine: (line: string, cut: boolean) => void): LineJoiner {
  // Appending each piece to a text would take quadratic time.
  let parts: string[] = [];
  let length = 0;
  const keep = (text: string): void => {
    if (text !== '') parts.push(text);
    length += text.length;
  };
  const complete = (cut = false): void => {
    const line = parts.join('');
    parts = [];
    length = 0;
    onLine(line.endsWith('\r') ? line.slice(0, -1) : line, cut);
  };
  return {
    take: (piece) => {
      const [first = '', ...others] = piece.split('\n');
      keep(first);
      for (const text of others) {
        complete();
        keep(text);
      }
      if (length > logLimitBytes) complete(true);
    },
    end: () => {
      if (length > 0) complete();
    },
  };
}

/** The longest beginning of a text that fits into `limit` bytes of UTF-8. */
function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit) return text;
  const bytes = new TextEncoder().encodeInto(text, new Uint8Array(limit));
  return text.slice(0, bytes.read);
}

/**
 * The result of an invocation as text, in the format of HubSpot's logs (from its documentation of serverless function
 * logs): the log lines, the status line, then the response or the error. The report has the warnings. No final newline.
 * @param named true to print the function's name first
 * @param columns characters per line; code, places and responses are not wrapped, so that they can be copied
 */
export function invocationText(
  result: InvocationResult,
  style: Style,
  named = true,
  columns = Number.POSITIVE_INFINITY,
): string {
  const { error, response } = result;
  const isRefusal = error === undefined && saysError(response);
  return [
    ...(named ? [style.bold(printable(result.function))] : []),
    ...result.logs.map((line) => wrapWords(logText(line, style), columns, 2)),
    wrapWords(statusText(result, isRefusal ? { ...style, good: style.notice } : style), columns, 2),
    error !== undefined
      ? invocationErrorText(error, style, columns)
      : isRefusal
        ? style.notice(jsonText(response, plainStyle))
        : jsonText(response, style),
  ].join('\n');
}

/** Returns true if a response reports an error: a member `error` or `errors`, or a status of 400 or more. */
export function saysError(response: Json): boolean {
  if (response === null || typeof response !== 'object' || Array.isArray(response)) return false;
  const { error, errors, statusCode } = response as { readonly [key: string]: Json };
  return Boolean(error) || Boolean(errors) || (typeof statusCode === 'number' && statusCode >= 400);
}

/** One line of the log: `2021-04-28T19:15:13.200Z    INFO   Log some debug info`. */
export function logText({ timestamp, level, message }: LogLine, style: Style): string {
  const shown = level === 'ERROR' ? style.bad(level) : level === 'WARN' ? style.notice(level) : level;
  return `${style.dim(timestamp)}    ${shown}${' '.repeat(level.length === 5 ? 4 : 3)}${printableText(message)}`;
}

/** The line of the whole run: `2021-04-28T19:19:21.666Z - SUCCESS - Execution Time: 279ms`. */
function statusText({ endedAt, status, durationMs }: InvocationResult, style: Style): string {
  const shown = status === 'SUCCESS' ? style.good(status) : style.bad(status);
  return `${style.dim(endedAt)} - ${shown} - Execution Time: ${durationMs}ms`;
}

export function invocationErrorText(
  { message, hint, at, excerpt, stack }: InvocationError,
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): string {
  const place =
    at === undefined ? '' : `${at.file}:${at.line}${at.column === undefined ? '' : `:${at.column}`}`;
  const shownBefore = message.includes(place) || stack?.includes(place);
  return [
    wrapWords(`${style.bad('Error:')} ${printableText(message)}`, columns),
    ...(excerpt === undefined ? [] : [printableText(excerpt)]),
    ...(stack === undefined ? [] : [style.dim(printableText(stack))]),
    ...(shownBefore ? [] : [style.dim(`    at ${onOneLine(printableText(place))}`)]),
    ...(hint === undefined ? [] : [wrapWords(printableText(hint), columns)]),
  ].join('\n');
}

/** A JSON value with two spaces of indent, coloured by kind. */
export function jsonText(value: Json, style: Style): string {
  const text = printableText(JSON.stringify(value, null, 2));
  return text.replace(
    /("(?:[^"\\]|\\[\s\S])*(?:"|\\?$))(:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
    (token, string: string | undefined, colon: string | undefined) => {
      if (colon !== undefined) return `${style.bold(string ?? '')}:`;
      return string === undefined ? style.notice(token) : style.good(token);
    },
  );
}
