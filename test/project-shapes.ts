import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toldWarnings } from '../src/messages/words.ts';
import type { ProjectChoice } from '../src/project/project.ts';
import { readProject } from '../src/project/project.ts';
import type { Project, ToldWarning } from '../src/types.ts';
import { emptyFolder, writeFiles } from './program.ts';
import * as thrown from './thrown.ts';

type Files = Readonly<Record<string, string>>;

/** `hsproject.json` of a version. */
export function projectFile(platformVersion: string, srcDir = 'src'): Files {
  return { 'hsproject.json': JSON.stringify({ name: 'shop', srcDir, platformVersion }) };
}

/** A project of 2023.2 with an app and no function. */
export const legacyApp: Files = {
  ...projectFile('2023.2'),
  'src/app/app.json': JSON.stringify({ name: 'shop', uid: 'shop', scopes: [], public: false }),
};

/** A project of 2026.09 with a private app and no function. */
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

/** Real path of a new temporary folder with these files. */
export function folderWith(files: Files): string {
  const root = realpathSync(emptyFolder());
  writeFiles(root, files);
  return root;
}

export function read(root: string, choice: Partial<ProjectChoice> = {}) {
  return readProject(join(root, 'hsproject.json'), { workingDirectory: root, ...choice });
}

/** The project, which has to be certain. */
export function projectOf(root: string, choice: Partial<ProjectChoice> = {}): Project {
  const reading = read(root, choice);
  if (reading.kind === 'several') throw new Error(`Several: ${reading.candidates}`);
  return reading.project;
}

export function warningsOf(root: string, choice: Partial<ProjectChoice> = {}): readonly ToldWarning[] {
  const reading = read(root, choice);
  return reading.kind === 'several' ? [] : toldWarnings(reading.warnings);
}

/** The problem that stops the reading of the project or of its functions. */
export function problemOf(root: string, choice: Partial<ProjectChoice> = {}) {
  return thrown.problemOf(() => projectOf(root, choice).functions);
}

/** Makes a shell script that can be run, with the folders above it; returns its path. */
export function executable(file: string, script: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** Renamed by way of another name: some disks keep the name of a file of which only the case changes. */
export function renameCase(folder: string, name: string, other: string): void {
  renameSync(join(folder, name), join(folder, 'between'));
  renameSync(join(folder, 'between'), join(folder, other));
}
