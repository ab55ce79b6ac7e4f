import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { payloadLimitBytes } from '../../data/limits.ts';
import type { Json } from '../../types.ts';
import { type LoadRequest, neededByWindows, type Outcome } from '../protocol.ts';
import { type Emptied, type Unserialisable, unserialisable } from '../serialise.ts';
import { afterwards, apply, keys, NativePromise, stringify } from './captured.ts';
import { cut, describe, receiveCall, receiveLoad, send } from './channel.ts';
import { captureConsole, captureStream, capturingConsole } from './console.ts';
import { watchReads } from './early-reads.ts';
import {
  end,
  memory,
  phase,
  report,
  settle,
  settledOutcome,
  showLife,
  start,
  unreferenced,
  watchProcess,
} from './outcome.ts';
import { holdToPackages } from './packages.ts';

/**
 * Runs inside the process of one invocation, and nowhere else: loads the function that the channel names, waits
 * for what to call it with, calls it, and reports over the channel what happens. It is bundled to a file of its own, which loads
 * nothing that an empty Node process has not loaded already.
 */

/** Milliseconds between two heartbeats; an endless loop sends none. */
const heartbeat = 100;

/** How many values that come out empty are reported. */
const mostEmptied = 3;

/** Characters of where a value is in the response. */
const longestPath = 2000;

// Captured, as the function may replace it.
const { byteLength } = Buffer;
const formatted = format;
const requireFrom = createRequire;
const later = setImmediate;
const every = setInterval;

void main();

/** Everything that does not depend on the request is done before it comes, while the parent still reads the project. */
async function main(): Promise<void> {
  // Node has read it at its start, and it belongs to the shell, not the function.
  delete process.env.NODE_EXTRA_CA_CERTS;
  if (process.platform === 'win32') forgetUser();
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
  const endWatch = watchReads(request.secretNames);
  // What Node called to start this is not below the function in a stack trace.
  await undefined;
  try {
    // A promise of this program would be asked for its `then`, which the function may have replaced.
    if (request.module) beat();
    const exported: unknown = request.module
      ? await import(pathToFileURL(request.file).href)
      : createRequire(request.file)(request.file);
    endWatch();
    const main = (exported as { main?: unknown } | null | undefined)?.main;
    if (typeof main !== 'function') return settle(withoutHandler(exported, main));
    const response = await call(request, main as Handler, exported);
    settle(outcomeOf(response));
  } catch (thrown) {
    settle({ kind: 'threw', phase: phase(), thrown: describe(thrown) });
  }
}

/** Windows gives every process the names and folders of its user, whatever it is started with. */
function forgetUser(): void {
  const needed = ['PATH', ...neededByWindows].map((name) => name.toUpperCase());
  for (const name of Object.keys(process.env)) {
    if (!needed.includes(name.toUpperCase())) delete process.env[name];
  }
}

/** Heartbeats from the next turn of the event loop on, unless the run has ended by then. */
function beat(): void {
  later(() => {
    if (settledOutcome() !== undefined) return;
    showLife();
    unreferenced(every(showLife, heartbeat));
  });
}

/** Returns the console that an attached debugger shows; exits if the port is taken. */
async function waitForDebugger(port: number): Promise<Console> {
  const inspector = await import('node:inspector');
  inspector.open(port, '127.0.0.1', true);
  if (inspector.url() === undefined) {
    report({ kind: 'no-debugger', port });
    end();
  }
  return inspector.console as unknown as Console;
}

/** Calls the function with what is to come. */
function call(request: LoadRequest, main: Handler, exported: unknown): unknown {
  if (request.tellsFiles) {
    warmUp();
    send({ kind: 'loaded', files: keys(requireFrom(request.file).cache) });
  }
  const { context } = receiveCall();
  start();
  // biome-ignore lint/suspicious/noDebugger: where a debugger was waited for, this is where it stops
  if (request.inspectPort !== undefined) debugger;
  const response = answer(main, exported, context, request.answers);
  if (!request.module) beat();
  return response;
}

type Handler = (this: unknown, context: unknown, sendResponse?: (response: unknown) => void) => unknown;

/** Calls the handler; its response is what it returns, or passes to its callback. */
function answer(main: Handler, exported: unknown, context: Json, answers: LoadRequest['answers']): unknown {
  if (answers === 'return') return apply(main, exported, [context]);
  return new NativePromise((resolve, reject) => {
    const returned = new NativePromise((done) => done(apply(main, exported, [context, resolve])));
    const takes = (value: unknown): boolean =>
      answers === 'either' && (value !== undefined || main.length < 2);
    afterwards(returned, (value) => takes(value) && resolve(value), reject);
  });
}

/** Runs the code of a call once in advance, so that it is compiled by then. */
function warmUp(): void {
  outcomeOf({ statusCode: 200, body: { warm: [formatted('%s', 'up', 1)] } });
  memory();
}

function withoutHandler(exported: unknown, main: unknown): Outcome {
  const names: string[] = [];
  const all = exported !== null && typeof exported === 'object' ? keys(exported) : [];
  for (let index = 0; index < all.length && index < 20; index += 1) names[index] = cut(all[index] ?? '', 200);
  return { kind: 'no-handler', main: typeof main, exported: typeof exported, names };
}

/**
 * What becomes of a response. What JSON makes of it decides: the search for what it loses runs over objects of the
 * function, which may have broken what the search is made of.
 */
function outcomeOf(response: unknown): Outcome {
  const { found, emptied } = lossesOf(response);
  let text: string;
  try {
    // HubSpot gives null for undefined (its own local runtimes do).
    text = stringify(response) ?? 'null';
  } catch (error) {
    if (found === undefined) throw error;
    return { kind: 'unserialisable', found };
  }
  if (found !== undefined && found.reason !== 'circular' && found.reason !== 'bigint') {
    return { kind: 'unserialisable', found };
  }
  const bytes = byteLength(text);
  return bytes > payloadLimitBytes ? { kind: 'too-large', bytes } : { kind: 'returned', text, emptied };
}

function lossesOf(response: unknown): { found: Unserialisable | undefined; emptied: readonly Emptied[] } {
  const emptied: Emptied[] = [];
  let found: Unserialisable | undefined;
  try {
    found = unserialisable(response, ({ path, what, written }) => {
      if (emptied.length === mostEmptied) return;
      emptied[emptied.length] = { path: cut(path, longestPath), what: cut(what, 200), written };
    });
  } catch {
    // What a getter throws, writing it throws as well.
  }
  if (found === undefined) return { found, emptied };
  const { path, reason, target } = found;
  const shorter = { path: cut(path, longestPath), reason };
  return {
    found: target === undefined ? shorter : { ...shorter, target: cut(target, longestPath) },
    emptied,
  };
}
