import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { fingerprint } from './fingerprint.ts';

/** What a transaction is using in a folder at this moment, or has left there. */
export interface Entry {
  readonly name: string;
  /**
   * The run that it belongs to, as `.create-hs-function-<process>-<its start>-<machine>`. The names of all its
   * temporary files begin with it.
   */
  readonly run: string;
  readonly processId: number;
  /** Start of that process in clock ticks since the machine's; 0 where the system does not say. */
  readonly startedAt: number;
  readonly machine: string;
  /**
   * `journal`: the project's lock, and what is to be undone if the run dies; `done`: the same, once everything is
   * in place; `tree`: a new project that waits for its name. A tree locks nothing.
   */
  readonly kind: 'journal' | 'done' | 'tree';
}

const entryName = /^(\.create-hs-function-(\d+)-(\d+)-([0-9a-f]+))(?:\.(done|tree))?$/;

/** What this run's entry and temporary files are called; no other process, dead or alive, has the same. */
export function runName(): string {
  return `.create-hs-function-${process.pid}-${processStart(process.pid)?.startedAt ?? 0}-${thisMachine()}`;
}

/** The entries of a folder. */
export function entriesOf(folder: string): readonly Entry[] {
  return readdirSync(folder).flatMap((name) => {
    const [, run, processId, startedAt, machine, kind = 'journal'] = entryName.exec(name) ?? [];
    if (run === undefined || machine === undefined) return [];
    return [
      {
        name,
        run,
        processId: Number(processId),
        startedAt: Number(startedAt),
        machine,
        kind: kind as Entry['kind'],
      },
    ];
  });
}

/**
 * Whether the run is still going on; undefined where that cannot be seen from here, because it belongs to another
 * machine, another container, or the time before the machine was started.
 */
export function isAlive({ processId, startedAt, machine }: Entry): boolean | undefined {
  if (machine !== thisMachine()) return undefined;
  try {
    process.kill(processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const present = processStart(processId);
  if (present === undefined) return true;
  return present.state !== 'Z' && present.state !== 'X' && present.startedAt === startedAt;
}

/** From `/proc/<id>/stat` (man 5 proc); undefined where the system has none. */
function processStart(processId: number): { readonly state: string; readonly startedAt: number } | undefined {
  const text = readText(`/proc/${processId}/stat`);
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  return state && startedAt ? { state, startedAt: Number(startedAt) } : undefined;
}

/** A process id means something only within one start of one machine, or of one container on it. */
function thisMachine(): string {
  const start = readText('/proc/sys/kernel/random/boot_id') || hostname();
  return fingerprint(Buffer.from(start + processSpace())).replace('-', '');
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
