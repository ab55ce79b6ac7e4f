import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startAhead, takeProcess } from '../run/child-process.ts';
import { type FunctionReading, loadFunction } from '../run/run-function.ts';
import type { LoadedProcess } from '../run/supervise.ts';
import type { Environment, Invocation } from '../types.ts';
import { stampOfFiles } from './project.ts';

/** Maximum number of functions for which a process that has loaded them is kept. */
const keptFunctions = 3;

/** Milliseconds that a function may take to load ahead of its call. */
const loadMs = 10_000;

/** Processes that have loaded a function ahead of its next call. Each serves one call, and no other function. */
export interface Spares {
  /**
   * The process that has loaded a function, or will have within a second.
   * @param stamp fingerprint of the function on disk; a process that loaded an earlier version is stopped
   * @returns the process, or undefined if it does not exist or could not load the function: it may have seen files in the
   *   middle of a change
   */
  readonly take: (name: string, stamp: string) => Promise<LoadedProcess | undefined>;
  /** Makes a process load a function that was called, for its next call, and starts another one for any function. */
  readonly prepare: (invocation: Invocation, reading: FunctionReading, stamp: string) => void;
  readonly close: () => void;
}

interface Spare {
  readonly loaded: LoadedProcess;
  readonly stamp: string;
  /** Fingerprint of the files that it loaded, also of packages; empty until it has. */
  filesStamp: string;
}

/** The value of a promise, or undefined if it takes more than a second: a new process may be quicker. */
function soon<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  return Promise.race([promise, sleep(1000, undefined, { ref: false })]);
}

/** @param nodePath the Node program that runs functions; the present one if left out */
export function openSpares(nodePath: string | undefined, env: Environment): Spares {
  const spares = new Map<string, Spare>();
  let closed = false;
  const drop = (name: string): void => {
    spares.get(name)?.loaded.running.kill();
    spares.delete(name);
  };
  return {
    async take(name, stamp) {
      const spare = spares.get(name);
      if (spare === undefined) return undefined;
      spares.delete(name);
      const { loaded } = spare;
      const files = spare.stamp === stamp ? await soon(loaded.whenLoaded) : undefined;
      if (files !== undefined && isAlive(loaded.running) && stampOfFiles(files) === spare.filesStamp)
        return loaded;
      loaded.running.kill();
      return undefined;
    },
    prepare(invocation, reading, stamp) {
      const name = invocation.function;
      if (closed || spares.has(name)) return;
      const loaded = loadFunction(takeProcess(env, nodePath), invocation, reading, true);
      const spare: Spare = { loaded, stamp, filesStamp: '' };
      spares.set(name, spare);
      const giveUp = (): void => {
        if (spares.get(name) === spare) drop(name);
      };
      const stuck = setTimeout(giveUp, loadMs);
      void loaded.whenLoaded.then((files) => {
        clearTimeout(stuck);
        // The cause may be gone at the next call.
        if (files === undefined) giveUp();
        else spare.filesStamp = stampOfFiles(files);
      });
      const [oldest] = spares.keys();
      if (spares.size > keptFunctions && oldest !== undefined) drop(oldest);
      if (nodePath === undefined) startAhead(env);
    },
    close() {
      closed = true;
      for (const name of [...spares.keys()]) drop(name);
    },
  };
}
