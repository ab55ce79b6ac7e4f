import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { payloadLimitBytes } from '../../data/limits.ts';
import type { Json } from '../../types.ts';
import type { LoadRequest, Outcome } from '../protocol.ts';
import { type Emptied, unserialisable } from '../serialise.ts';
import { cut, describe, receiveCall, receiveLoad, send } from './channel.ts';
import { captureConsole, captureStream, capturingConsole } from './console.ts';
import { end, phase, report, settle, settledOutcome, showLife, start, watchProcess } from './outcome.ts';
import { holdToPackages } from './packages.ts';

/**
 * Runs inside the process of one invocation, and nowhere else: loads the function that the channel names, waits
 * for what to call it with, calls it, and reports over the channel what happens. It is bundled to a file of its own, which loads
 * nothing that an empty Node process has not loaded already.
 */

/** Milliseconds between two signs of life; an endless loop gives none. */
const heartbeat = 100;

/** Values that come out empty: of more, nobody is told. */
const mostEmptied = 3;

// Kept from the function, which may replace what it finds there.
const { stringify } = JSON;
const { byteLength } = Buffer;
const later = setImmediate;
const every = setInterval;

void main();

/** Whatever does not depend on the request is done before it comes: the parent still reads the project then. */
async function main(): Promise<void> {
  // Node has read it at its start, and it is the shell's, not the function's.
  delete process.env.NODE_EXTRA_CA_CERTS;
  // Deep in a package, the user's own lines would be cut off.
  Error.stackTraceLimit = 50;
  captureStream('stdout', 'INFO');
  captureStream('stderr', 'ERROR');
  watchProcess();
  const captured = capturingConsole();
  const request = receiveLoad();
  Object.assign(process.env, request.env);
  process.chdir(request.functionsDirectory);
  captureConsole(
    captured,
    request.inspectPort === undefined ? undefined : await waitForDebugger(request.inspectPort),
    request.env,
  );
  send({ kind: 'ready' });
  holdToPackages(request);
  try {
    settle(await call(request, await load(request)));
  } catch (thrown) {
    settle({ kind: 'threw', phase: phase(), thrown: describe(thrown) });
  }
}

/** Signs of life from the next turn of the event loop on, for what has not ended by then. */
function beat(): void {
  later(() => {
    if (settledOutcome() !== undefined) return;
    showLife();
    every(showLife, heartbeat).unref();
  });
}

/** Returns the console that an attached debugger shows; ends where the port is taken. */
async function waitForDebugger(port: number): Promise<Console> {
  const inspector = await import('node:inspector');
  inspector.open(port, '127.0.0.1', true);
  if (inspector.url() === undefined) {
    report({ kind: 'no-debugger', port });
    end();
  }
  return inspector.console as unknown as Console;
}

async function load(request: LoadRequest): Promise<unknown> {
  if (request.module) {
    beat();
    return import(pathToFileURL(request.file).href);
  }
  return createRequire(request.file)(request.file);
}

async function call(request: LoadRequest, exported: unknown): Promise<Outcome> {
  const main = (exported as { main?: unknown } | null | undefined)?.main;
  if (typeof main !== 'function') return withoutHandler(exported, main);
  if (request.tellsFiles) send({ kind: 'loaded', files: Object.keys(createRequire(request.file).cache) });
  const { context } = receiveCall();
  start();
  // biome-ignore lint/suspicious/noDebugger: where a debugger was waited for, this is where it stops
  if (request.inspectPort !== undefined) debugger;
  const response = answer(main as Handler, exported, context, request.answers);
  if (!request.module) beat();
  return outcomeOf(await response);
}

type Handler = (this: unknown, context: unknown, sendResponse?: (response: unknown) => void) => unknown;

/** Calls the handler; its response is what it returns, or what it hands to its callback. */
function answer(main: Handler, exported: unknown, context: Json, answers: LoadRequest['answers']): unknown {
  if (answers === 'return') return main.call(exported, context);
  return new Promise((resolve, reject) => {
    const returned = Promise.resolve(main.call(exported, context, resolve));
    const takes = (value: unknown): boolean =>
      answers === 'either' && (value !== undefined || main.length < 2);
    returned.then((value) => takes(value) && resolve(value), reject);
  });
}

function withoutHandler(exported: unknown, main: unknown): Outcome {
  const names = exported !== null && typeof exported === 'object' ? Object.keys(exported) : [];
  return {
    kind: 'no-handler',
    main: typeof main,
    exported: typeof exported,
    names: names.slice(0, 20).map((name) => cut(name, 200)),
  };
}

function outcomeOf(response: unknown): Outcome {
  const emptied: Emptied[] = [];
  const found = unserialisable(response, (one) => {
    if (emptied.length < mostEmptied) emptied.push(one);
  });
  if (found !== undefined) return { kind: 'unserialisable', found };
  // HubSpot gives null for undefined (its own local runtimes do).
  const text = stringify(response) ?? 'null';
  const bytes = byteLength(text);
  return bytes > payloadLimitBytes ? { kind: 'too-large', bytes } : { kind: 'returned', text, emptied };
}
