import path from 'node:path';
import { redactor } from './core/invocation/redact.ts';
import { secretValues } from './core/invocation/secret-warnings.ts';
import { exitCodes } from './errors.ts';
import { readLocalSecrets } from './io/invocation/secrets.ts';
import { findProject } from './io/project/find-project.ts';
import { readProject } from './io/project/project.ts';
import type { Report } from './types.ts';
import type { World } from './world.ts';

/**
 * Takes the values of the project's secrets out of a report on unusable input, which repeats what was typed.
 *
 * @param typed the program's arguments; a value that stands in none of them would be in the report by chance
 */
export function withoutTypedSecrets(report: Report, typed: readonly string[], world: World): Report {
  if (report.error === undefined || report.code !== exitCodes.input) return report;
  const values = valuesAround(world).filter((value) => typed.some((word) => word.includes(value)));
  const { text } = redactor(Object.fromEntries(values.flatMap(spellings).entries()));
  const { message, hint } = report.error;
  const error = { message: text(message), ...(hint === undefined ? {} : { hint: text(hint) }) };
  return { ...report, error: { ...report.error, ...error } };
}

/** A value as it is, and as a name is made of it that a refusal proposes. */
function spellings(value: string): readonly string[] {
  const names = ['_', '-'].map((sign) => value.replace(/[^A-Za-z0-9]+/g, sign));
  return [value, ...names.flatMap((name) => [name, name.toUpperCase(), name.toLowerCase()])];
}

/** The values of all folders of functions; none where there is no project, or it cannot be read. */
function valuesAround(world: World): readonly string[] {
  try {
    const { cwd, env } = world;
    const configFile = findProject(cwd);
    if (configFile === undefined) return [];
    const choice = { functionsDirectory: undefined, guessPlatform: true, workingDirectory: cwd };
    const reading = readProject(configFile, choice);
    const folders = reading.kind === 'project' ? [reading.project.functionsDirectory] : reading.candidates;
    return folders.flatMap((folder) => {
      const { values } = readLocalSecrets(path.join(path.dirname(configFile), folder), env.NODE_ENV);
      return Object.values(secretValues(values));
    });
  } catch {
    return [];
  }
}
