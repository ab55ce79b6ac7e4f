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
 * Runs only in the process of one invocation: loads the function that the channel names, waits for what to call it with,
 * calls it, and reports over the channel what happens. It is bundled into a file of its own, which loads only what an empty
 * Node process has loaded already.
 */

/** Milliseconds between two heartbeats; an endless loop sends none. */
const heartbeat = 100;

/** Maximum number of values that are reported because they come out empty. */
const mostEmptied = 3;

/** Longest path of a value in the response that is reported, in characters. */
const longestPath = 2000;

// Captured, as the function may replace it.
const { byteLength } = Buffer;
const formatted = format;
const requireFrom = createRequire;
const later = setImmediate;
const every = setInterval;

void main();

/** Does everything that does not depend on the request before it arrives, while the parent still reads the project. */
async function main(): Promise<void> {
  // Node read it when it started; it is the shell's and not the function's.
  delete process.env.NODE_EXTRA_CA_CERTS;
  if (process.platform === 'win32') forgetUser();
  // With fewer frames, an error deep in a package would not show the user's own lines.
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
  // Keeps the frames of Node's start out of the function's stack traces.
  await undefined;
  try {
    // Not in an async function: the `then` of its promise, which the function may have replaced, would be called.
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

/** Removes the user's name and folders, which Windows adds to the environment of every process. */
function forgetUser(): void {
  const needed = ['PATH', ...neededByWindows].map((name) => name.toUpperCase());
  for (const name of Object.keys(process.env)) {
    if (!needed.includes(name.toUpperCase())) delete process.env[name];
  }
}

/** Sends heartbeats from the next turn of the event loop on, unless the run has ended by then. */
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

/** Waits for the context, and calls the function with it. */
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
 * The outcome for a response. `JSON.stringify` decides whether it can be written: the function may have broken what the
 * search for lost values uses.
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
    // If a getter throws, it throws again when the response is written.
  }
  if (found === undefined) return { found, emptied };
  const { path, reason, target } = found;
  const shorter = { path: cut(path, longestPath), reason };
  return {
    found: target === undefined ? shorter : { ...shorter, target: cut(target, longestPath) },
    emptied,
  };
}
