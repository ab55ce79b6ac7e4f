import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { npmCli, unpack } from './npm.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The packed tarball, and the folder in which it was unpacked. */
    tarball: string;
    packed: string;
  }
}

/** Packs the program as npm would publish it, and unpacks the tarball, so that the shipped program is tested. */
export default function setup(project: TestProject): () => void {
  const folder = realpathSync.native(mkdtempSync(path.join(tmpdir(), 'packed-')));
  execFileSync(process.execPath, [npmCli, 'pack', '--silent', '--pack-destination', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  unpack(path.join(folder, tarball), folder);
  project.provide('tarball', path.join(folder, tarball));
  project.provide('packed', path.join(folder, 'package'));
  return () => rmSync(folder, { recursive: true, force: true });
}
