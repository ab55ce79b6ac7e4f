import { execFileSync } from 'node:child_process';
import os from 'node:os';
import type { MeasuredRow } from './measure.ts';
import type { Setting } from './setting.ts';
import type { Size } from './sizes.ts';

/** Everything that the benchmark measured. */
export interface Results {
  /** The day, in ISO 8601 format. */
  readonly date: string;
  readonly runs: number;
  readonly machine: { readonly processor: string; readonly cores: number; readonly system: string };
  /** Versions of this program, Node, npm and the peers. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly MeasuredRow[];
  readonly sizes: readonly Size[];
}

/** Combines the measurements with information about the machine and the date. */
export function gatherResults(
  { subject, peers }: Setting,
  runs: number,
  rows: readonly MeasuredRow[],
  sizes: readonly Size[],
): Results {
  const npm = execFileSync('npm', ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  return {
    date: new Date().toISOString().slice(0, 10),
    runs,
    machine: {
      processor: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.cpus().length,
      system: `${os.platform()} ${os.arch()}`,
    },
    versions: { [subject.name]: subject.version, node: process.versions.node, npm, ...peers.versions },
    rows,
    sizes,
  };
}
