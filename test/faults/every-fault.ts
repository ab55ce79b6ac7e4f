import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { part, whole } from '../extent.ts';
import { cleanEnvironment, type Run } from '../program.ts';
import { contents, isOurs, leftovers, type Snapshot, snapshot } from './snapshot.ts';

const preload = fileURLToPath(new URL('inject.cjs', import.meta.url));

/**
 * What happens at a call: the process is killed (`KILL`) or gets a signal; from then on, the disk is full (`ENOSPC`) or
 * read-only (`EROFS`); or only this call fails.
 */
export type Fault = 'KILL' | 'SIGINT' | 'SIGTERM' | 'ENOSPC' | 'EROFS' | 'EACCES' | 'EIO' | 'EMFILE';

export interface Command {
  /** Arguments for Node, starting with the program's file. */
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The user to run as, if not the one who runs the test. */
  readonly userId?: number;
}

export interface Outcome extends Run {
  readonly fault: Fault;
  /** Number, name and file of the call: `12 renameSync <file>`. */
  readonly call: string;
  readonly folder: string;
}

export interface Scene {
  /** Fills an empty folder, always in the same way. */
  readonly prepare: (folder: string) => void;
  /** The command to run. Without faults, it must exit with code 0, and write nothing when run a second time. */
  readonly command: (folder: string) => Command;
  /** Additional checks of each outcome, made before anything is run again. */
  readonly check?: (outcome: Outcome) => void;
  readonly faults?: readonly Fault[];
  /** The calls at which faults are tried; all calls by default. */
  readonly only?: RegExp;
  /** Maximum number of cases in `npm test`, evenly spread. */
  readonly most?: number;
  /** If an earlier run was interrupted: the content before it, which files may return to. */
  readonly original?: Snapshot;
}

/** The kind of a call (`read`, `room`, `write`), and its name and file. */
type Call = readonly [sort: string, call: string];

interface Case {
  readonly fault: Fault;
  readonly at: number;
  readonly call: string;
}

/**
 * Runs a command once for each fault at each call of node:fs that touches its folder.
 *
 * After a failure, everything must be as before, unless the command exits with code 0: then everything must be complete.
 * After a signal, it must be one or the other. After a kill, or on a disk that became read-only, every file must have its
 * old or its new content. Anything in between is only allowed if a journal records it, and repeating the command must
 * complete it. There must never be a stack trace.
 *
 * `npm test` tries one of the faults at each call, in turn; `npm run test:all` tries all of them.
 *
 * @returns how often each fault was tried
 */
export async function everyFault(scene: Scene): Promise<Readonly<Partial<Record<Fault, number>>>> {
  const { calls, complete } = await rehearse(scene);
  const faults = scene.faults ?? ['KILL', 'ENOSPC', 'EACCES'];
  const possible = calls.flatMap(([sort, call], index) => {
    if (isRepetition(calls, index) || scene.only?.test(call) === false) return [];
    const concerned = faults.filter((fault) => concerns(fault, sort));
    return concerned.length === 0 ? [] : [{ concerned, at: index + 1, call: `${index + 1} ${call}` }];
  });
  const chosen: Partial<Record<Fault, number>> = {};
  const cases = part(possible, scene.most ?? possible.length).flatMap(({ concerned, at, call }) => {
    const tried = whole ? concerned : [rarest(concerned, chosen)];
    for (const fault of tried) chosen[fault] = (chosen[fault] ?? 0) + 1;
    return tried.map((fault): Case => ({ fault, at, call }));
  });
  const counts: Partial<Record<Fault, number>> = {};
  const worker = async () => {
    for (let one = cases.shift(); one !== undefined; one = cases.shift()) {
      counts[one.fault] = (counts[one.fault] ?? 0) + 1;
      await tryFault(one, scene, complete);
    }
  };
  await Promise.all([worker(), worker()]);
  return counts;
}

/** The fault that was chosen least often so far. */
function rarest(faults: readonly Fault[], chosen: Readonly<Partial<Record<Fault, number>>>): Fault {
  return faults.reduce((one, other) => ((chosen[other] ?? 0) < (chosen[one] ?? 0) ? other : one));
}

function concerns(fault: Fault, sort: string): boolean {
  if (fault === 'ENOSPC') return sort === 'room';
  // A kill at a read has the same result as a kill at the next write; the same is true for signals and a read-only disk.
  return !['KILL', 'SIGINT', 'SIGTERM', 'EROFS'].includes(fault) || sort !== 'read';
}

/**
 * Of repeated reads, only the first and last are tried. Of writeFileSync, only the calls that it makes itself are tried,
 * such as opening the file.
 */
function isRepetition(calls: readonly Call[], index: number): boolean {
  const [sort, call] = calls[index] as Call;
  const same = ([, other]: Call) => other === call;
  if (sort === 'read') return index !== calls.findIndex(same) && index !== calls.findLastIndex(same);
  return (
    call.startsWith('writeFileSync') && calls[index + 1]?.[1] === call.replace('writeFileSync', 'openSync')
  );
}

/** Runs the command without a fault. Returns its calls, as pairs of kind and name, and the result. */
function rehearse({ prepare, command }: Scene) {
  return withFolder(async (folder, log) => {
    prepare(folder);
    expect(await start(command(folder), { FAULT_FOLDER: folder, FAULT_LOG: log })).toMatchObject({ code: 0 });
    const complete = snapshot(folder);
    expect(leftovers(folder)).toEqual([]);
    expect(await start(command(folder), {})).toMatchObject({ code: 0 });
    expect(snapshot(folder)).toEqual(complete);
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    const calls = lines.map((line): Call => [line.split(' ', 1)[0] ?? '', line.replace(/^\S+ /, '')]);
    return { calls, complete: contents(complete) };
  });
}

function tryFault({ fault, at, call }: Case, scene: Scene, complete: Snapshot): Promise<void> {
  const { prepare, command, check, original = complete } = scene;
  return withFolder(async (folder, log) => {
    prepare(folder);
    const before = snapshot(folder);
    const environment = { FAULT_FOLDER: folder, FAULT_LOG: log, FAULT_AT: String(at), FAULT_KIND: fault };
    const run = await start(command(folder), environment);
    const what = `${fault} at ${call}; code ${run.code}, ${run.stderr}`;
    expect(run.stderr, what).not.toMatch(/^ +at /m);
    check?.({ ...run, fault, call, folder });
    if (fault === 'KILL' || fault === 'EROFS') {
      expect(run.code === null, what).toBe(fault === 'KILL');
      expectNothingLost(folder, [contents(before), complete, original], what);
      expect(await start(command(folder), {}), `again, after ${what}`).toMatchObject({ code: 0 });
      expect(contents(snapshot(folder)), `again, after ${what}`).toEqual(complete);
    } else if (fault.startsWith('SIG')) {
      expect([contents(before), complete], what).toContainEqual(contents(snapshot(folder)));
    } else if (run.code === 0) {
      expect(contents(snapshot(folder)), what).toEqual(complete);
    } else {
      expect(snapshot(folder), what).toEqual(before);
    }
  });
}

function expectNothingLost(folder: string, allowed: readonly Snapshot[], what: string): void {
  const present = contents(snapshot(folder));
  const ours = leftovers(folder);
  const names = Object.keys(Object.assign({}, ...allowed, present)).filter((name) => !isOurs(name));
  for (const name of names) {
    expect(
      allowed.map((each) => each[name]),
      `${name} after ${what}`,
    ).toContainEqual(present[name]);
  }
  if (ours.length === 0) expect(allowed, what).toContainEqual(present);
}

/** Runs a command with the faults described by the environment variables; none if there are none. */
export function start(command: Command, faults: Readonly<Record<string, string>>): Promise<Run> {
  const options =
    Object.keys(faults).length > 0 ? { NODE_OPTIONS: `--require ${JSON.stringify(preload)}` } : {};
  const child = spawn(process.execPath, command.args, {
    cwd: command.cwd,
    ...(command.userId === undefined ? {} : { uid: command.userId, gid: command.userId }),
    env: { ...cleanEnvironment(), ...command.env, ...faults, ...options },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function withFolder<Result>(work: (folder: string, log: string) => Promise<Result>): Promise<Result> {
  const outer = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'fault-')));
  const folder = path.join(outer, 'folder');
  const log = path.join(outer, 'log');
  mkdirSync(folder);
  writeFileSync(log, '');
  try {
    return await work(folder, log);
  } finally {
    rmSync(outer, { recursive: true, force: true });
  }
}
