import { posix } from 'node:path';
import { conflictProblem, type Problem } from '../../errors.ts';
import type { Json, Warning } from '../../types.ts';
import { printable } from '../report/printable.ts';
import { objectOf } from './json-values.ts';
import { readJson } from './read-json.ts';

/** What `hsproject.json` says. */
export interface ProjectConfig {
  readonly name: string;
  /** `srcDir`, relative to the project, with `/`; `.` where the project's own folder is the source. */
  readonly sourceDirectory: string;
  readonly platformVersion: string;
  readonly warnings: readonly Warning[];
}

const required = ['name', 'srcDir', 'platformVersion'] as const;

/**
 * Reads `hsproject.json`. HubSpot's tools demand its three keys, and a `srcDir` inside the project
 * (`@hubspot/project-parsing-lib` 0.23.0, `validateProjectConfig`).
 *
 * @param path the file's name, for messages
 * @throws Problem `invalid-json` or `invalid-project` (code 3) with the line
 */
export function readProjectConfig(path: string, text: string): ProjectConfig {
  const { value, warnings } = readJson(path, text);
  const fields = objectOf(value);
  if (fields === undefined) throw invalid(path, 'holds no JSON object.');
  const missing = required.filter((key) => fields[key] === undefined || fields[key] === '');
  if (missing.length > 0) {
    const names = missing.map((key) => `"${key}"`).join(' and ');
    throw invalid(path, `lacks ${names}, which HubSpot's tools demand.`);
  }
  const read = (key: (typeof required)[number]) => requiredText(path, text, key, fields[key]);
  return {
    name: read('name'),
    sourceDirectory: insideProject(path, text, read('srcDir')),
    platformVersion: read('platformVersion'),
    warnings,
  };
}

function requiredText(path: string, text: string, key: string, value: Json | undefined): string {
  if (typeof value === 'string') return value;
  const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  throw invalid(place(path, text, key), `"${key}" is ${kind}, not a text in quotes.`);
}

/** `srcDir` with `/`, as Windows' tools take both separators. */
function insideProject(path: string, text: string, sourceDirectory: string): string {
  const slashed = sourceDirectory.replaceAll('\\', '/');
  const normal = posix.normalize(slashed).replace(/(.)\/$/, '$1');
  const outside =
    normal.includes('\0') ||
    normal.startsWith('/') ||
    /^[a-z]:/i.test(normal) ||
    normal === '..' ||
    normal.startsWith('../');
  if (!outside) return normal;
  throw invalid(
    place(path, text, 'srcDir'),
    `"srcDir" is "${printable(sourceDirectory)}", which is not a folder inside the project.`,
  );
}

/** The file and the line of a key; the file alone where the key is written with escapes. */
function place(path: string, text: string, key: string): string {
  const offset = text.search(new RegExp(`"${key}"\\s*:`));
  return offset < 0 ? path : `${path}:${text.slice(0, offset).split('\n').length}`;
}

function invalid(where: string, what: string): Problem {
  return conflictProblem('invalid-project', `${where} ${what}`, {
    hint: 'It should read like {"name": "my-app", "srcDir": "src", "platformVersion": "2026.09"}.',
  });
}
