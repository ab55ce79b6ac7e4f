import { formatCommand } from '../args/command-line.ts';
import type { Shell } from '../args/shell.ts';
import type { EndpointRequest } from '../run/request.ts';
import { endpointPrefix } from './route.ts';

/**
 * A curl command that sends a request to an endpoint.
 * @param origin such as `http://localhost:3210`
 * @param path of the endpoint, without a leading slash
 */
export function curlCommand(
  origin: string,
  path: string,
  { method, query, headers, body }: Omit<EndpointRequest, 'accountId'>,
  shell?: Shell,
): string {
  const search = String(new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])));
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type');
  const words = [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    `${origin}${endpointPrefix}${encodeURI(path)}${search === '' ? '' : `?${search}`}`,
    ...(body === undefined || type === undefined ? [] : ['-H', type.join(': '), '-d', body]),
  ];
  return formatCommand(words, shell);
}
