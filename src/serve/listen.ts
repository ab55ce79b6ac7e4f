import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { refusal } from '../messages/messages.ts';
import type { HttpResponse } from '../run/response.ts';
import type { Json } from '../types.ts';

/** The addresses that the server listens on by default: those of this machine only. */
const loopback = ['127.0.0.1', '::1'];

/** How many ports are tried after the default one. */
const portsTried = 50;

/** Milliseconds that a request may take to arrive. */
const arrivalMs = 60_000;

/**
 * Maximum number of requests per connection; the next gets 503. A connection that sends thousands at once would keep others
 * waiting.
 */
const maxRequestsPerSocket = 100;

export interface Listening {
  readonly port: number;
  /** Stops at once: open connections are cut. */
  readonly close: () => void;
}

interface ListenSettings {
  /** The address to listen on; this machine only if left out. */
  readonly host?: string | undefined;
  /** The port that was asked for; if left out, the default one or the next free one. */
  readonly port?: number | undefined;
  readonly defaultPort: number;
}

/**
 * Listens for requests.
 * @throws Problem `port-taken` (code 3), `port-not-allowed`, or `host-not-usable` (code 2)
 */
export async function listen(handler: RequestListener, settings: ListenSettings): Promise<Listening> {
  const { host, port, defaultPort } = settings;
  const addresses = host === undefined ? loopback : [host];
  const last = port ?? Math.min(defaultPort + portsTried, 65_535);
  for (let candidate = port ?? defaultPort; candidate <= last; candidate += 1) {
    const servers = await listenOn(handler, addresses, candidate);
    if (servers === 'taken') continue;
    const close = () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    };
    return { port: candidate, close };
  }
  const taken = port ?? defaultPort;
  const range = { port: taken, next: taken < 65_535 ? taken + 1 : defaultPort };
  throw refusal('port-taken', port === undefined ? { ...range, last } : range, {
    conflicts: [String(taken)],
  });
}

async function listenOn(
  handler: RequestListener,
  addresses: readonly string[],
  port: number,
): Promise<readonly Server[] | 'taken'> {
  const servers: Server[] = [];
  for (const address of addresses) {
    const server = createServer({ requestTimeout: arrivalMs, headersTimeout: arrivalMs }, handler);
    server.maxRequestsPerSocket = maxRequestsPerSocket;
    const failure = await start(server, address, port);
    if (failure === undefined) servers.push(server);
    else if (failure === 'EADDRINUSE' || failure === 'EACCES') {
      for (const one of servers) one.close();
      if (failure === 'EADDRINUSE') return 'taken';
      throw refusal('port-not-allowed', { port, reason: failure });
    }
    // A machine without IPv6 has no ::1.
    else if (addresses.length === 1) {
      throw refusal('host-not-usable', { host: address, reason: failure });
    }
  }
  return servers;
}

/** @returns why the server cannot listen, as the system says it; undefined if it does */
function start(server: Server, host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => {
      server.removeAllListeners('error').on('error', () => {});
      resolve(undefined);
    });
  });
}

/** Bytes of an oversized body that are still read, so that the sender gets the answer. */
const patience = 64 * 1024 * 1024;

/** Maximum number of bytes of bodies that may be arriving at once. */
const mostArriving = 128 * 1024 * 1024;
let arriving = 0;

/**
 * Reads the body of a request. If too much is arriving at once, its connection is cut.
 * @param limit bytes
 * @returns undefined if it is larger
 * @throws if the client goes away before the end of the body
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    // Pieces are not kept: a piece of a single byte takes hundreds.
    let body = Buffer.alloc(0);
    let length = 0;
    request.on('data', (piece: Buffer) => {
      const before = length;
      length += piece.length;
      if (length > patience) resolve(undefined);
      if (length > limit) return;
      if (length > body.length) {
        arriving -= body.length;
        body = Buffer.concat([body], Math.min(length * 2, limit));
        arriving += body.length;
        if (arriving > mostArriving) request.destroy();
      }
      piece.copy(body, before);
    });
    request.on('end', () => resolve(length > limit ? undefined : body.subarray(0, length)));
    request.on('close', () => {
      arriving -= body.length;
      reject(new Error('The client went away.'));
    });
    request.on('error', reject);
  });
}

/** The value of a JSON body; undefined if it is not JSON. */
export function jsonOf(body: Buffer): Json | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

/**
 * Sends an answer; a client that has gone away is not an error.
 * @param instead makes the answer that is sent if Node refuses this one; if it refuses that too, the connection is cut
 */
export function sendAnswer(
  response: ServerResponse,
  { statusCode, headers, body }: HttpResponse,
  instead?: (fault: unknown) => HttpResponse,
): void {
  response.on('error', () => {});
  try {
    response.statusCode = statusCode;
    for (const [name, value] of headers) response.appendHeader(name, value);
    response.end(body);
  } catch (fault) {
    if (instead === undefined || response.headersSent) return void response.destroy();
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    sendAnswer(response, instead(fault));
  }
}
