import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toldWarnings } from '../src/messages/words.ts';
import type { ProjectChoice } from '../src/project/project.ts';
import { readProject } from '../src/project/project.ts';
import type { Project, ToldWarning } from '../src/types.ts';
import { emptyFolder, writeFiles } from './program.ts';
import * as thrown from './thrown.ts';

type Files = Readonly<Record<string, string>>;

/** The `hsproject.json` for a version. */
export function projectFile(platformVersion: string, srcDir = 'src'): Files {
  return { 'hsproject.json': JSON.stringify({ name: 'shop', srcDir, platformVersion }) };
}

/** A project of 2023.2 with an app and no functions. */
export const legacyApp: Files = {
  ...projectFile('2023.2'),
  'src/app/app.json': JSON.stringify({ name: 'shop', uid: 'shop', scopes: [], public: false }),
};

/** A project of 2026.09 with a private app and no functions. */
export const hsmetaApp: Files = {
  ...projectFile('2026.09'),
  'src/app/app-hsmeta.json': appHsmeta('static', 'private'),
};

export function appHsmeta(auth: string, distribution: string): string {
  return JSON.stringify({
    uid: 'shop',
    type: 'app',
    config: { name: 'shop', distribution, auth: { type: auth } },
  });
}

export function functionHsmeta(uid: string, config: object = {}): string {
  return JSON.stringify({
    uid,
    type: 'app-function',
    config: { entrypoint: `/app/functions/${uid}.js`, ...config },
  });
}

export function registry(appFunctions: object): string {
  return JSON.stringify({ appFunctions });
}

/** The real path of a new temporary folder with these files. */
export function folderWith(files: Files): string {
  const root = realpathSync(emptyFolder());
  writeFiles(root, files);
  return root;
}

export function read(root: string, choice: Partial<ProjectChoice> = {}) {
  return readProject(join(root, 'hsproject.json'), { workingDirectory: root, ...choice });
}

/** Reads the project. Fails if there is a choice of functions folders. */
export function projectOf(root: string, choice: Partial<ProjectChoice> = {}): Project {
  const reading = read(root, choice);
  if (reading.kind === 'several') throw new Error(`Several: ${reading.candidates}`);
  return reading.project;
}

export function warningsOf(root: string, choice: Partial<ProjectChoice> = {}): readonly ToldWarning[] {
  const reading = read(root, choice);
  return reading.kind === 'several' ? [] : toldWarnings(reading.warnings);
}

/** The Problem thrown when reading the project or its functions. */
export function problemOf(root: string, choice: Partial<ProjectChoice> = {}) {
  return thrown.problemOf(() => projectOf(root, choice).functions);
}

/** Creates an executable shell script and its parent folders; returns its path. */
export function executable(file: string, script: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** Renames in two steps, because some disks ignore a change of letter case. */
export function renameCase(folder: string, name: string, other: string): void {
  renameSync(join(folder, name), join(folder, 'between'));
  renameSync(join(folder, 'between'), join(folder, other));
}
