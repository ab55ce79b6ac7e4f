import path from 'node:path';
import type { Facts } from '../check/facts.ts';
import { withoutLikelyValues } from '../check/secret-values.ts';
import { redaction } from '../data/limits.ts';
import type { Mask } from '../edit/diff.ts';
import { findProjectAround } from '../project/find-project.ts';
import { readProject } from '../project/project.ts';
import { isOrdinary, type Redactor, redactor } from '../run/redact.ts';
import { readLocalSecrets } from '../run/secrets.ts';
import type { Session } from '../session.ts';
import type { Finding } from '../types.ts';

/** The secrets in a project's functions folders. The project can be broken. */
export function valuesFor(root: string, facts: Facts): readonly Secret[] {
  const folders = facts.folders.map((folder) => path.join(root, folder.path));
  return hiddenIn(folders, undefined);
}

/** The values to hide from several folders, each under a unique name. */
function hiddenIn(folders: readonly string[], nodeEnv: string | undefined): readonly Secret[] {
  return [...new Set(folders)]
    .flatMap((folder) => Object.entries(readLocalSecrets(folder, nodeEnv).hidden))
    .map(([name, value], index) => [`${name}_${index}`, value]);
}

/** Masks secrets and anything that looks like one. If the secrets could not be read, masks the whole text. */
export function maskOf(values: readonly Secret[] | undefined): Mask {
  const { whole } = redactorOf(values);
  return (text) => (values === undefined ? redaction : withoutLikelyValues(whole(text)));
}

/** Masks secrets in this program's own texts. Ordinary values are kept, since they only match there by coincidence. */
export function maskOfWords(values: readonly Secret[] | undefined): Mask {
  return redactorOf(values?.filter((one) => !isOrdinary(...one))).text;
}

/** Masks secrets in findings. Lines of code that the report quotes are masked separately, by `maskOf`. */
export function findingsWithout(values: readonly Secret[], findings: readonly Finding[]): readonly Finding[] {
  const hide = maskOfWords(values);
  return findings.map((one) => ({ ...one, message: hide(one.message), hint: hide(one.hint) }));
}

export function redactorOf(values: readonly Secret[] = []): Redactor {
  return redactor(Object.fromEntries(values.flatMap(spellings)));
}

/** A value and the forms that it takes in a suggested name, each under a unique name. */
function spellings([name, value]: Secret): readonly Secret[] {
  const names = ['_', '-'].map((sign) => value.replace(/[^A-Za-z0-9]+/g, sign));
  const forms = [value, ...names.flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()])];
  return forms.map((form, at) => [`${name}_${at}`, form]);
}

/** Folders, absolute or relative to the working directory. They might not exist. */
type Places = readonly (string | undefined)[];

type Secret = readonly [name: string, value: string];

/**
 * Collects the secrets to mask. This is the only place that decides which folders count: the given folders, the working
 * directory, and all functions folders of the projects around them. Undefined if such a project cannot be read.
 */
export function valuesAround(places: Places, session: Session): readonly Secret[] | undefined {
  try {
    // The working directory might have been deleted.
    const { cwd, env } = session;
    const starts = ['.', ...places].map((place = '.') => path.resolve(cwd, place));
    const configFiles = new Set(starts.flatMap((start) => findProjectAround(start) ?? []));
    const functions = [...configFiles].flatMap((configFile) => {
      const reading = readProject(configFile, { guessPlatform: true, workingDirectory: cwd });
      const found = reading.kind === 'project' ? [reading.project.functionsDirectory] : reading.candidates;
      return found.map((folder) => path.join(path.dirname(configFile), folder));
    });
    return hiddenIn([...starts, ...functions], env.NODE_ENV);
  } catch {
    return undefined;
  }
}
