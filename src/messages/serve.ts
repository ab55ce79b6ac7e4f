import { quote } from '../args/shell.ts';
import { payloadLimitBytes } from '../data/limits.ts';
import type { Flags, Lists, Numbers, Refusals, Strings, Texts, Warnings, Words } from './row.ts';
import { quoted } from './shown.ts';

/** Refusals of `dev`, before anything is served. */
export const serveRefusals = {
  'port-taken': {
    means: 'The port is already in use.',
    words: ({ port, last, next }: Numbers<'port' | 'next'> & { readonly last?: number }) =>
      last === undefined
        ? {
            message: `Port ${port} is already in use.`,
            hint: `Stop what uses it, or choose another one: --port ${next}`,
          }
        : { message: `Ports ${port} to ${last} are already in use.`, hint: 'Choose another one: --port <n>' },
  },
  'port-not-allowed': {
    exit: 'input',
    means: 'The system does not allow the port.',
    words: ({ port, reason }: Numbers<'port'> & Strings<'reason'>) => ({
      message: `The system does not allow port ${port} (${reason}).`,
      hint: 'Choose one above 1023, such as --port 3210.',
    }),
  },
  'host-not-usable': {
    exit: 'input',
    means: '--host is not an address of this machine.',
    words: ({ host, reason }: Strings<'host' | 'reason'>) => ({
      message: `${quoted(host)} is not an address of this machine (${reason}).`,
      hint: 'Leave out --host, or name an address of this machine; 0.0.0.0 means all of them.',
    }),
  },
} as const satisfies Refusals;

/** Responses of `dev` to callers that get no response from a function. HubSpot's own wording is not known. */
export const httpErrors = {
  'host-not-allowed': ({ host, name }: Strings<'host' | 'name'>) => ({
    message: `The host ${JSON.stringify(host)} is not one of this machine's names.`,
    hint: `Call http://localhost, or allow the name: --allow-host ${name === '' ? '<name>' : quote(name)}`,
  }),
  'origin-not-allowed': ({ origin }: { readonly origin: string | undefined }) => ({
    message: `Pages from ${origin === undefined ? 'other sites' : JSON.stringify(origin)} may not call functions here.`,
    hint: 'Call it from a page on this machine, or open the address yourself, at http://localhost or over HTTPS.',
  }),
  'no-token': () => ({
    message: 'This address needs the token of this run of dev.',
    hint: 'Open the address that dev printed when it started, in a current browser.',
  }),
  'service-worker': () => ({ message: 'A service worker would outlive this run of dev.' }),
  'design-manager': ({ address }: Strings<'address'>) => ({
    message:
      'Addresses under /_hcms/api/ belong to design manager functions, which stop running on 2027-02-01.',
    hint: `Endpoints of a project have the address ${address}.`,
  }),
  'not-found': ({
    path,
    paths,
  }: {
    readonly path: string | undefined;
    readonly paths: readonly string[];
  }) => {
    const shown = paths.slice(0, 20).join('\n  ');
    return {
      message:
        path === undefined
          ? 'There is nothing at this address.'
          : `No endpoint function has the path ${JSON.stringify(path)}.`,
      hint:
        paths.length === 0
          ? 'The project has no endpoint function.'
          : `The project's endpoints:\n  ${shown}${paths.length > 20 ? '\n  …' : ''}`,
    };
  },
  'method-not-allowed': ({ allowed }: Strings<'allowed'>) => ({
    message: `This address accepts only ${allowed}.`,
  }),
  'body-too-large': () => ({
    message: `The body is larger than the ${payloadLimitBytes / 1024 / 1024} MB that HubSpot documents.`,
  }),
  'not-json': () => ({ message: 'The body is not JSON.' }),
  'no-function-named': () => ({
    message: 'The body names no function: send a JSON object with "serverlessFunction".',
  }),
  'no-such-function': ({ name, names }: Strings<'name'> & Lists<'names'>) => ({
    message: `There is no function ${JSON.stringify(name)}; the project has ${names.slice(0, 20).join(', ') || 'none'}`,
  }),
  'no-call': () => ({ message: 'The body does not describe a call.' }),
  'unknown-call': () => ({
    message: 'This call cannot be sent again: its function is gone, or its body was too large to be kept.',
  }),
  failed: () => ({ message: 'The function failed.' }),
  'no-status-code': ({ status }: Numbers<'status'>) => ({
    message: `The function returned statusCode ${status}, which is not a final HTTP status.`,
    hint: 'Return a whole number from 200 to 599.',
  }),
  'client-gone': () => ({ message: 'The caller disconnected before its turn; the function did not run.' }),
  fault: ({ reason }: { readonly reason: string | undefined }) => ({
    message: `Internal error of create-hs-function${reason === undefined ? '' : `: ${reason}`}`,
  }),
} as const satisfies Texts<Words>;

/** Warnings of `dev`, and of what is lost or uncertain between a request, a function and its response. */
export const serveWarnings = {
  'other-port': {
    means: 'The default port is in use; `dev` uses the next one.',
    words: ({ port, used }: Numbers<'port' | 'used'>) =>
      `Port ${port} is already in use: serving on ${used}.`,
  },
  reachable: {
    means: '`dev` can be reached from other machines, or through a tunnel.',
    words: () =>
      'Others can reach this server and run your endpoint functions, with your secrets. Their calls by name, and the page there, need the token in the address.',
  },
  debugger: {
    means: '`dev` waits for a debugger at each call.',
    words: ({ port }: Numbers<'port'>) =>
      `Each call waits for a debugger on 127.0.0.1:${port}: attach your editor, or open chrome://inspect.`,
  },
  'execution-time': {
    means: 'Functions ran longer than HubSpot allows in a minute.',
    words: ({ seconds, allowed }: Numbers<'seconds' | 'allowed'>) =>
      `Functions ran for ${seconds} seconds in the last minute. HubSpot allows ${allowed} per account, then answers with status 429.`,
  },
  'same-path': {
    means: 'Several functions have the same endpoint path.',
    words: ({ path, names }: Strings<'path'> & Lists<'names'>) =>
      `${names.map(quoted).join(' and ')} have the path ${quoted(path)}: ${quoted(names.at(-1) ?? '')} is called here. In HubSpot the latest deploy wins.`,
  },
  'property-not-in-fixture': {
    means: 'A card asks for CRM properties that the fixture lacks.',
    words: ({ names, file }: Lists<'names'> & Strings<'file'>) =>
      `The card asks for the CRM properties ${names.join(', ')}, which HubSpot would fetch. Add them to "propertiesToSend" in ${file}.`,
  },
  'header-dropped': {
    means: 'A request header does not reach the function.',
    words: ({ names }: Lists<'names'>) =>
      `HubSpot does not pass ${names.join(', ')} to functions, so it is left out here too. Send the value in the query or the body.`,
  },
  'signature-header': {
    means: 'A request header may not reach the function.',
    words: ({ names }: Lists<'names'>) =>
      `The function gets ${names.join(', ')} here. Whether HubSpot passes such headers on is not documented: do not rely on them.`,
  },
  'body-not-json': {
    means: 'The body of a request is not valid JSON.',
    words: () =>
      'The body cannot be parsed as JSON, so the function gets it as text. What HubSpot does with it is not documented.',
  },
  'body-type': {
    means: 'The body of a request is not JSON.',
    words: ({ type, isForm }: Strings<'type'> & Flags<'isForm'>) => {
      const what = type === '' ? 'The request has a body but no Content-Type' : `The body is ${type}`;
      const gets = isForm ? 'gets the fields in context.params and the body as text' : 'gets it as text';
      return `${what}: the function ${gets}. HubSpot only documents JSON bodies; send application/json.`;
    },
  },
  'context-member': {
    means: 'A fixture or --context holds a member that HubSpot does not send.',
    words: ({ name }: { readonly name: 'query' | 'secrets' }) =>
      `HubSpot sends no context.${name}, so it is left out here too: use ${name === 'query' ? 'context.params' : 'process.env'}.`,
  },
  'response-header': {
    means: 'A response header of a function cannot be sent.',
    words: ({ name, fault }: { readonly name: string; readonly fault: HeaderFault }) =>
      `The response header ${quoted(name)} is left out: ${headerFaults[fault]}.`,
  },
} as const satisfies Warnings;

const headerFaults = {
  'set-by-hubspot': 'HubSpot sets it, and a function cannot',
  'of-the-connection': 'it belongs to the connection',
  'of-the-origin': 'browsers would apply it to the whole address, also to the page of dev',
  computed: 'it is computed',
  'invalid-name': 'it is not a valid header name',
  'invalid-value': 'its value has a character that headers cannot have',
  'too-many': 'only the first 1,000 are sent',
};

export type HeaderFault = keyof typeof headerFaults;
