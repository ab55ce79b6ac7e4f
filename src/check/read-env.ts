import { posix } from 'node:path';
import { dotenvLines, dotenvValues, isTooLargeDotenv } from '../edit/edit-dotenv.ts';
import { inFolder, type ProjectFiles } from '../project/files.ts';
import { secretState } from '../run/secrets.ts';
import type { EnvFile } from './facts.ts';
import { positions } from './positions.ts';

/** The `.env.local` or `.env` with the values for local runs of a folder's functions; undefined if neither exists. */
export function envOfFolder(files: ProjectFiles, folder: string): EnvFile | undefined {
  return ['.env.local', '.env']
    .map((name) => envOf(files, inFolder(folder, name)))
    .find((env) => env !== undefined);
}

/** The names in a `.env` file and the state of their values; undefined if the file does not exist. */
function envOf(files: ProjectFiles, path: string): EnvFile | undefined {
  const text = files.read(path)?.replace(/^\ufeff/, '');
  if (text === undefined) return undefined;
  // The two bytes of the mark, read as UTF-8.
  const isUtf16 = text.startsWith('\ufffd\ufffd') && text.includes('\0');
  if (isUtf16) return { path, names: new Map(), places: new Map(), failure: 'UTF-16' };
  if (isTooLargeDotenv(text)) return { path, names: new Map(), places: new Map() };
  const names = new Map(
    Object.entries(dotenvValues(text)).map(([name, value]) => [name, secretState(value)] as const),
  );
  const place = positions(text);
  const places = new Map(dotenvLines(text).map(({ name, start }) => [name, place(start)] as const));
  return { path, names, places };
}

/** `.env` files in places where no function uses them. */
export function outerEnvOf(
  files: ProjectFiles,
  directories: readonly string[],
  folders: readonly string[],
): EnvFile[] {
  return [...new Set(directories)]
    .filter((directory) => !folders.includes(posix.normalize(directory)))
    .flatMap((directory) => envOf(files, inFolder(directory, '.env')) ?? []);
}
