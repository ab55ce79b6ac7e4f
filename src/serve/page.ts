import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { callersShell } from '../args/shell.ts';
import type { HttpResponse } from '../run/response.ts';

/**
 * The page for calling and watching functions. It runs only its own script and reaches only this server; anything from
 * functions is inserted as text.
 * @param token has to be in every request of the page
 */
export function pageAnswer(token: string): HttpResponse {
  const nonce = randomBytes(16).toString('base64url');
  const page = readFileSync(path.join(__dirname, 'page.html'), 'utf8');
  return {
    statusCode: 200,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      [
        'Content-Security-Policy',
        `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      ],
      ['Cross-Origin-Opener-Policy', 'same-origin'],
      ['Cross-Origin-Resource-Policy', 'same-origin'],
      ['Referrer-Policy', 'no-referrer'],
      ['X-Content-Type-Options', 'nosniff'],
      ['Cache-Control', 'no-store'],
    ],
    body: page
      .replaceAll('__NONCE__', nonce)
      .replaceAll('__TOKEN__', token)
      .replaceAll('__SHELL__', callersShell()),
  };
}
