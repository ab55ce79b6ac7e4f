import path from 'node:path';
import { withoutLikelyValues, withoutSecretValues } from '../check/secret-values.ts';
import { largestDotenvBytes, redaction } from '../data/limits.ts';
import type { Mask } from '../edit/diff.ts';
import { isTooLargeDotenv } from '../edit/edit-dotenv.ts';
import { memoized } from '../memoized.ts';
import { findProjectAround } from '../project/find-project.ts';
import { identityOf } from '../project/same-file.ts';
import { isOrdinary, type Redactor, redactor } from '../run/redact.ts';
import { readLocalSecrets } from '../run/secrets.ts';
import type { Session } from '../session.ts';
import { entriesOf, isSecretFile } from '../write/read-file.ts';

/** Masks secrets and anything that looks like one. If not all secrets could be read, masks the whole text. */
export function maskOf(secrets: Secrets): Mask {
  const { whole } = redactorOf(secrets);
  return (text) => (secrets.isComplete ? withoutLikelyValues(whole(text)) : redaction);
}

/** Masks secrets and tokens in this program's own texts. */
export function maskOfWords(secrets: Secrets): Mask {
  const { text } = redactorOfWords(secrets);
  return (given) => withoutSecretValues(text(given));
}

/** Hides secrets without ordinary values, which match this program's own texts only by coincidence. */
export function redactorOfWords({ values, isComplete }: Secrets): Redactor {
  return redactorOf({ values: values.filter((one) => !isOrdinary(...one)), isComplete });
}

export function redactorOf({ values }: Secrets): Redactor {
  return redactorFor(JSON.stringify(values));
}

/** Preparing to look for a value takes milliseconds: once for each list of values. */
const redactorFor = memoized((values: string) =>
  redactor(Object.fromEntries((JSON.parse(values) as Secret[]).flatMap(spellings))),
);

/** Maximum length of a value that could be suggested as a name. File systems do not allow longer names. */
const longestName = 255;

/** A value and the forms that it takes in a suggested name, each under a unique name. */
function spellings([name, value]: Secret): readonly Secret[] {
  const words = value.length > longestName ? [] : value.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const names = words.length === 0 ? [] : ['_', '-'].map((sign) => words.join(sign));
  const forms = names.flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()]);
  const isWord = isOrdinary(name, value);
  return [value, ...forms.filter((form) => isOrdinary(name, form) === isWord)].map((form, at) => [
    `${name}_${at}`,
    form,
  ]);
}

/** Folders, absolute or relative to the working directory. They might not exist. */
type Places = readonly (string | undefined)[];

type Secret = readonly [name: string, value: string];

/** The secrets to mask. */
export interface Secrets {
  /** Each under a unique name. */
  readonly values: readonly Secret[];
  /** False if there may be secrets that could not be read. */
  readonly isComplete: boolean;
}

/** Secrets that were found in a run so far. They stay hidden when their file is moved or changed. */
const foundIn = memoized((_: Session) => new Map<string, Secret>());

/** Most folders of a project that are searched for `.env` files, and most of them with such files that are read. */
const mostSearched = 10_000;
const mostWithSecrets = 100;

/** Most secrets, and most characters of them, that are looked for. */
const mostSecrets = 1000;
const mostLength = 2 * largestDotenvBytes;

/**
 * Collects the secrets to mask. This is the only place that decides which folders count: the given folders, the working
 * directory, every folder of the projects around them, and what was found before in the same run. The configuration of a
 * project does not matter, so it may be broken.
 */
export function valuesAround(places: Places, session: Session): Secrets {
  const found = foundIn(session);
  let isComplete = true;
  let all = '';
  try {
    // The working directory might have been deleted.
    const { cwd, env } = session;
    const starts = ['.', ...places].map((place = '.') => path.resolve(cwd, place));
    const roots = new Set(starts.flatMap((start) => findProjectAround(start) ?? []).map(path.dirname));
    const searched = [...roots].map(foldersWithSecrets);
    const folders = new Set([...starts, ...searched.flatMap((one) => one.folders)]);
    isComplete = searched.every((one) => one.isWhole);
    for (const folder of folders) {
      const { text, hidden, hasUnread } = readLocalSecrets(folder, env.NODE_ENV);
      all += text;
      isComplete &&= !hasUnread;
      for (const secret of Object.entries(hidden)) found.set(JSON.stringify(secret), secret);
      const length = [...found.keys()].join('').length;
      if (found.size <= mostSecrets && length < mostLength && !isTooLargeDotenv(all)) continue;
      isComplete = false;
      break;
    }
  } catch {
    isComplete = false;
  }
  const secrets = [...found.values()].slice(0, mostSecrets);
  return { isComplete, values: secrets.map(([name, value], at) => [`${name}_${at}`, value]) };
}

/** The folders of a project that have `.env` files, and links to such folders. */
function foldersWithSecrets(root: string): {
  readonly folders: readonly string[];
  readonly isWhole: boolean;
} {
  const all = new Set([root]);
  const links = new Map<string, string>();
  const found = new Set<string>();
  for (const folder of all) {
    if (all.size + links.size > mostSearched) break;
    for (const entry of entriesOf(folder)) {
      const { name } = entry;
      const inner = path.join(folder, name);
      if (isSecretFile(name)) found.add(folder);
      else if (name === 'node_modules' || name === '.git') continue;
      else if (entry.isDirectory()) all.add(inner);
      // Each folder that links lead to is read once.
      else if (entry.isSymbolicLink()) links.set(identityOf(inner) ?? '', inner);
    }
  }
  for (const link of links.values())
    if (entriesOf(link).some(({ name }) => isSecretFile(name))) found.add(link);
  const folders = [...found].slice(0, mostWithSecrets);
  return { folders, isWhole: all.size + links.size <= mostSearched && found.size <= mostWithSecrets };
}
