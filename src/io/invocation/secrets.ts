import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { readText } from '../read-file.ts';

/** Local values of secrets. */
export interface LocalSecrets {
  /** Name of the file that they come from; undefined where none of the four exists. */
  readonly file: string | undefined;
  readonly values: Readonly<Record<string, string>>;
  /** Why the file cannot be read, as the system says it, such as `EACCES`; undefined where it can. */
  readonly failure?: string | undefined;
}

/**
 * Reads local values as HubSpot's own runtimes do (`@hubspot/ui-extensions-dev-server` 2.1.2,
 * `@hubspot/app-functions-dev-server` 0.11.1): from the first of `.env.<NODE_ENV>.local`, `.env.local`,
 * `.env.<NODE_ENV>` and `.env` in the functions folder, without merging. A file that cannot be read has no values,
 * there as here. A byte order mark is left out, as theirs do.
 */
export function readLocalSecrets(functionsDirectory: string, nodeEnv: string | undefined): LocalSecrets {
  const names = nodeEnv
    ? [`.env.${nodeEnv}.local`, '.env.local', `.env.${nodeEnv}`, '.env']
    : ['.env.local', '.env'];
  const file = names.find((name) => existsSync(path.join(functionsDirectory, name)));
  if (file === undefined) return { file, values: {} };
  try {
    const text = readText(path.join(functionsDirectory, file));
    return { file, values: parseEnv(text.replace(/^\uFEFF/, '')) as Record<string, string> };
  } catch (error) {
    return { file, values: {}, failure: (error as NodeJS.ErrnoException).code };
  }
}
