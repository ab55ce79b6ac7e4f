import { commandFor } from '../args/quote.ts';
import type { Shell } from '../args/shell.ts';
import type { EndpointRequest } from '../run/request.ts';
import { endpointPrefix } from './route.ts';

/** Headers that make a difference to a function, and that curl does not set itself. */
const sentHeader = /^(?:content-type|cookie|accept-language|x-hubspot-.*)$/i;

/**
 * A curl command that sends a request to an endpoint. The page of `dev` has this function, too.
 * @param origin such as `http://localhost:3210`
 * @param path of the endpoint, without a leading slash
 */
export function curlCommand(
  shell: Shell,
  origin: string,
  path: string,
  { method, query, headers, body }: Omit<EndpointRequest, 'accountId'>,
): string {
  const search = String(new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])));
  const address = `${origin}${endpointPrefix}${encodeURI(path.toWellFormed())}`;
  return commandFor(shell, [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    search === '' ? address : `${address}?${search}`,
    ...headers.filter(([name]) => sentHeader.test(name)).flatMap((header) => ['-H', header.join(': ')]),
    // With `-d`, a body that starts with `@` would name a file.
    ...(body ? [body.startsWith('@') ? '--data-raw' : '-d', body] : []),
  ]);
}

/** A curl command that calls a function by its name. */
export function curlCallByName(shell: Shell, origin: string, call: object): string {
  const address = `${origin}/api/crm-extensibility/execution/internal/v3/action/function/1`;
  const type = 'content-type: application/json';
  return commandFor(shell, ['curl', address, '-H', type, '-d', JSON.stringify(call)]);
}
