import { cpSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import type { Contender } from './measure.ts';
import type { Peers } from './peers.ts';
import type { Subject } from './subject.ts';

/** What the rows need. */
export interface Setting {
  /** Absolute path of this folder. */
  readonly bench: string;
  readonly subject: Subject;
  readonly peers: Peers;
  /** A temporary folder that is removed when the benchmark ends. */
  readonly scratch: string;
}

/** The path of a small program in `programs/`. */
export function reference(setting: Setting, file: string): string {
  return path.join(setting.bench, 'programs', file);
}

/** The baseline for every Node program. */
export function emptyNode(setting: Setting): Contender {
  return {
    name: 'empty Node process',
    prepare: () => ({ args: [reference(setting, 'empty.cjs')], cwd: setting.scratch }),
  };
}

/** A new empty folder. */
export function freshFolder({ scratch }: Setting): string {
  return mkdtempSync(path.join(scratch, 'run-'));
}

/** A new copy of a folder. */
export function freshCopy(setting: Setting, folder: string): string {
  const copy = freshFolder(setting);
  cpSync(folder, copy, { recursive: true });
  return copy;
}
