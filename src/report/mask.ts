import path from 'node:path';
import type { Facts } from '../check/facts.ts';
import { withoutLikelyValues } from '../check/secret-values.ts';
import type { Mask } from '../edit/diff.ts';
import { findProjectAround } from '../project/find-project.ts';
import { readProject } from '../project/project.ts';
import { type Redactor, redactor } from '../run/redact.ts';
import { hiddenIn, localSecrets } from '../run/secrets.ts';
import type { Session } from '../session.ts';

/** Masks what is a secret in `.env`, or looks like one. */
export function maskFor(root: string, facts: Facts, nodeEnv: string | undefined): Mask {
  const folders = facts.folders.map((folder) => path.join(root, folder.path));
  const { whole } = redactor(hiddenIn(folders, localSecrets(nodeEnv)));
  return (text) => withoutLikelyValues(whole(text));
}

/**
 * The same for the project in a folder, where there is one, and that around the working directory. Their secrets are read
 * when it is first used.
 */
export function maskAround(project: string | undefined, session: Session): Mask {
  let known: Redactor | undefined;
  return (text) => {
    known ??= redactorOf(valuesAround(project, session));
    return withoutLikelyValues(known.whole(text));
  };
}

export function redactorOf(values: readonly Secret[] = []): Redactor {
  return redactor(Object.fromEntries(values.flatMap(spellings)));
}

/** A value as it is, and in the forms that a suggested name gives it, each with a name of its own. */
function spellings([name, value]: Secret): readonly Secret[] {
  const names = ['_', '-'].map((sign) => value.replace(/[^A-Za-z0-9]+/g, sign));
  const forms = [value, ...names.flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()])];
  return forms.map((form, at) => [`${name}_${at}`, form]);
}

type Secret = readonly [name: string, value: string];

/** The values in all functions folders; none if there is no project, undefined if it cannot be read. */
export function valuesAround(project: string | undefined, session: Session): readonly Secret[] | undefined {
  try {
    // The working directory may be gone.
    const { cwd, env } = session;
    const configFiles = new Set([cwd, project ?? cwd].flatMap((start) => findProjectAround(start) ?? []));
    const folders = [...configFiles].flatMap((configFile) => {
      const choice = { functionsDirectory: undefined, guessPlatform: true, workingDirectory: cwd };
      const reading = readProject(configFile, choice);
      const found = reading.kind === 'project' ? [reading.project.functionsDirectory] : reading.candidates;
      return found.map((folder) => path.join(path.dirname(configFile), folder));
    });
    return Object.entries(hiddenIn(folders, localSecrets(env.NODE_ENV)));
  } catch {
    return undefined;
  }
}
