import { type Method, methods } from '../../data/methods.ts';
import { type Platform, platforms } from '../../data/platforms.ts';
import { nearest } from '../call/nearest.ts';
import { printable } from '../report/printable.ts';
import type { Parsed } from './parsed.ts';

/**
 * One of some words; another word is refused with the nearest of them.
 *
 * @param what what the words are, such as `template`
 */
export function parseChoice(raw: string, what: string, words: readonly string[]): Parsed<string> {
  const word = raw.trim();
  if (words.includes(word)) return { value: word };
  const problem = `There is no ${what} ${JSON.stringify(printable(word))}: choose ${orList(words)}.`;
  const proposal = nearest(word, words);
  return proposal === undefined ? { problem } : { problem, proposal };
}

/** The platform versions that have serverless functions, and so a project can be made for. */
export function offeredPlatforms(): readonly Platform[] {
  return platforms.filter((row) => row.layout !== undefined);
}

/** The row of a platform version that a project can be made for. */
export function parsePlatform(raw: string): Parsed<Platform> {
  const word = raw.trim();
  const offered = offeredPlatforms();
  const words = offered.map((row) => row.version);
  const row = platforms.find(({ version }) => version === word);
  if (row !== undefined && row.layout === undefined) {
    return { problem: `Platform version ${word} has no serverless functions: choose ${orList(words)}.` };
  }
  const parsed = parseChoice(word, 'platform version', words);
  return 'problem' in parsed ? parsed : { value: offered.find((one) => one.version === word) as Platform };
}

/** HTTP methods in capitals, each once; at least one. */
export function parseMethods(raw: readonly string[]): Parsed<readonly Method[]> {
  const found = new Set<Method>();
  for (const item of raw) {
    const parsed = parseChoice(item.trim().toUpperCase(), 'method', methods);
    if ('problem' in parsed) return parsed;
    found.add(parsed.value as Method);
  }
  if (found.size === 0)
    return { problem: `An endpoint needs at least one method: choose of ${orList(methods)}.` };
  return { value: [...found] };
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
