import type { Json, Warning } from '../../types.ts';
import { parseJson } from '../edit/json-parse.ts';

/** A JSON file's value, and what is worth saying about how it is written. */
export interface JsonFile {
  readonly value: Json;
  readonly warnings: readonly Warning[];
}

/**
 * Reads a configuration file of the project. What HubSpot's tools refuse and a person can mean (comments, trailing
 * commas, a byte order mark) is read all the same, with a warning.
 *
 * @param path relative to the project, for messages
 * @throws Problem `invalid-json` (code 3) with line and column
 */
export function readJson(path: string, text: string): JsonFile {
  const { value, comments } = parseJson(path, text);
  return { value, warnings: comments || text.startsWith('\ufeff') ? [notStrict(path)] : [] };
}

/** The warning about a file that HubSpot's tools refuse. */
export function notStrict(path: string): Warning {
  return {
    code: 'not-strict-json',
    message: `${path} has comments, trailing commas or a byte order mark. HubSpot's tools refuse them; they are left as they are.`,
  };
}
