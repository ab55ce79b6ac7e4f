import type { InvocationError, InvocationResult, Json, LogLine } from '../../types.ts';
import { printableText } from '../report/printable.ts';
import type { Style } from '../report/style.ts';

/**
 * An invocation for a person, in the format of HubSpot's logs (its documentation of serverless function logs): the
 * log lines, the status line, then the response or the error. Its warnings are the report's. No final newline.
 */
export function invocationText(result: InvocationResult, style: Style): string {
  const { error, response } = result;
  return [
    style.bold(printableText(result.function)),
    ...result.logs.map((line) => logText(line, style)),
    statusText(result, style),
    error === undefined ? jsonText(response, style) : invocationErrorText(error, style),
  ].join('\n');
}

/** One line of the log: `2021-04-28T19:15:13.200Z    INFO   Log some debug info`. */
function logText({ timestamp, level, message }: LogLine, style: Style): string {
  const shown = level === 'ERROR' ? style.bad(level) : level === 'WARN' ? style.notice(level) : level;
  return `${style.dim(timestamp)}    ${shown}${' '.repeat(level.length === 5 ? 4 : 3)}${printableText(message)}`;
}

/** The line of the whole run: `2021-04-28T19:19:21.666Z - SUCCESS - Execution Time: 279ms`. */
function statusText({ endedAt, status, durationMs }: InvocationResult, style: Style): string {
  const shown = status === 'SUCCESS' ? style.good(status) : style.bad(status);
  return `${style.dim(endedAt)} - ${shown} - Execution Time: ${durationMs}ms`;
}

function invocationErrorText({ message, hint, at, excerpt, stack }: InvocationError, style: Style): string {
  const place =
    at === undefined ? '' : `${at.file}:${at.line}${at.column === undefined ? '' : `:${at.column}`}`;
  const shownBefore = message.includes(place) || stack?.includes(place);
  return [
    `${style.bad('Error:')} ${printableText(message)}`,
    ...(excerpt === undefined ? [] : [printableText(excerpt)]),
    ...(stack === undefined ? [] : [style.dim(printableText(stack))]),
    ...(shownBefore ? [] : [style.dim(`    at ${printableText(place)}`)]),
    ...(hint === undefined ? [] : [printableText(hint)]),
  ].join('\n');
}

/** A JSON value with two spaces of indent, coloured by kind. */
export function jsonText(value: Json, style: Style): string {
  const text = printableText(JSON.stringify(value, null, 2));
  return text.replace(
    /("(?:[^"\\]|\\.)*")(:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
    (token, string: string | undefined, colon: string | undefined) => {
      if (colon !== undefined) return `${style.bold(string ?? '')}:`;
      return string === undefined ? style.notice(token) : style.good(token);
    },
  );
}
