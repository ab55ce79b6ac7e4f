import type { Problem } from '../errors.ts';
import { httpErrors } from '../messages/serve.ts';
import { safeValues } from '../messages/shown.ts';
import { wordsOf } from '../messages/words.ts';
import type { HttpResponse } from '../run/response.ts';
import type { InvocationError, Json } from '../types.ts';

/** What a caller is told about an error. */
export type ToldError = Pick<InvocationError, 'code' | 'message' | 'hint' | 'at'>;

/** The reason why a caller gets no answer from a function. */
export function told<Code extends keyof typeof httpErrors>(
  code: Code,
  ...values: Parameters<(typeof httpErrors)[Code]>
): ToldError {
  const words = httpErrors[code] as (...values: unknown[]) => Omit<ToldError, 'code'>;
  return { code, ...words(...values.map(safeValues)) };
}

/** What a caller is told about a problem of the project. */
export function asToldError(problem: Problem): ToldError {
  return { code: problem.code, ...wordsOf(problem) };
}

/** An answer with a JSON body. */
export function jsonAnswer(statusCode: number, value: Json): HttpResponse {
  const headers = [['Content-Type', 'application/json; charset=utf-8']] as const;
  return { statusCode, headers, body: `${JSON.stringify(value)}\n` };
}

/**
 * An answer that says what went wrong: as JSON, or as a page for a browser.
 * @param accept the request's `Accept`
 * @param more members of the JSON in addition to `error`
 */
export function errorAnswer(
  statusCode: number,
  { code, message, hint, at }: ToldError,
  accept: string | undefined,
  more: { readonly [key: string]: Json } = {},
): HttpResponse {
  if (accept?.includes('text/html')) return htmlAnswer(statusCode, message, hint, at);
  const error = { code, message, hint, at };
  return jsonAnswer(statusCode, { error: error as unknown as Json, ...more });
}

function htmlAnswer(
  statusCode: number,
  message: string,
  hint: string | undefined,
  at: ToldError['at'],
): HttpResponse {
  const place = at === undefined ? '' : `<p><code>${escaped(`${at.file}:${at.line}`)}</code></p>`;
  const body = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${statusCode}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:42em;margin:12vh auto;padding:0 1.2em}pre{white-space:pre-wrap;font:inherit}small{opacity:.75}</style>
<h1>${statusCode}</h1><pre>${escaped(message)}</pre>${place}<p>${escaped(hint ?? '')}</p><p><small>create-hs-function dev</small></p>
</html>
`;
  return {
    statusCode,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"],
    ],
    body,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The answer to a body that is larger than HubSpot accepts. */
export function tooLarge(accept: string | undefined): HttpResponse {
  return withHeaders(errorAnswer(413, told('body-too-large'), accept), [['Connection', 'close']]);
}

export function withHeaders(answer: HttpResponse, more: HttpResponse['headers']): HttpResponse {
  return { ...answer, headers: [...answer.headers, ...more] };
}
