import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A process to measure. */
export interface Command {
  /** Defaults to the current Node executable. */
  readonly program?: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Contender {
  readonly name: string;
  /** Prepares one run. Not included in the measured time. */
  readonly prepare: () => Command;
  /** Reads the milliseconds from the program's output, if not the whole process is measured. */
  readonly read?: (output: string) => number;
}

/** An operation and the programs that perform it. The first one is the baseline that the others are compared to. */
export interface Row {
  readonly title: string;
  readonly contenders: readonly [Contender, ...Contender[]];
}

export interface Result {
  readonly name: string;
  /** Milliseconds of each run, in order. */
  readonly samples: readonly number[];
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
  /** The median divided by the baseline's median. */
  readonly ratio: number;
}

export interface MeasuredRow {
  readonly title: string;
  readonly results: readonly Result[];
}

/** Runs the contenders of a row in turn for `runs` rounds, after a warm-up round. */
export async function measureRow(
  { title, contenders }: Row,
  runs: number,
  scratch: string,
): Promise<MeasuredRow> {
  const samples = contenders.map((): number[] => []);
  for (let round = 0; round <= runs; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const ms = await time(contender, scratch);
      if (round > 0) samples[index]?.push(ms);
    }
  }
  const floor = median(samples[0] ?? []);
  return {
    title,
    results: contenders.map(({ name }, index) => {
      const own = samples[index] ?? [];
      return {
        name,
        samples: own,
        minimum: Math.min(...own),
        median: median(own),
        maximum: Math.max(...own),
        ratio: median(own) / floor,
      };
    }),
  };
}

/** Milliseconds from the start of a process to its exit. Throws if the run fails. */
async function time({ name, prepare, read }: Contender, scratch: string): Promise<number> {
  const { program = process.execPath, args, cwd, env = {} } = prepare();
  const outputs = ['stdout.txt', 'stderr.txt'].map((file) => path.join(scratch, file));
  const [stdout = 0, stderr = 0] = outputs.map((file) => openSync(file, 'w'));
  const startedAt = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', stdout, stderr],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  const ms = performance.now() - startedAt;
  closeSync(stdout);
  closeSync(stderr);
  const [printed = '', complaint = ''] = outputs.map((file) => readFileSync(file, 'utf8'));
  if (code !== 0)
    throw new Error(`${name} ended with code ${code}: ${args.join(' ')}\n${printed}${complaint}`);
  return read?.(printed) ?? ms;
}

/**
 * The environment without variables of npm, CI and Node options, so that a program is measured as a person would start it.
 * Node 20 reads NODE_EXTRA_CA_CERTS at every start, which alone nearly triples the time.
 */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(npm_|CI$|NODE|INIT_CWD$|FORCE_COLOR$)/i.test(name),
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
