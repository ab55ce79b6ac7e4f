import { nearest } from '../args/parse-args.ts';
import { type Method, methods } from '../data/options.ts';
import { currentPlatform, isOffered, type Platform, platforms } from '../data/platforms.ts';
import { printable } from '../terminal/text.ts';

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

/** The platform versions that a project can be made for. */
export function offeredPlatforms(): readonly Platform[] {
  return platforms.filter(isOffered);
}

/** The row of a platform version that a project can be made for; `latest` is the newest that HubSpot builds. */
export function parsePlatform(raw: string): Parsed<Platform> {
  const word = raw.trim() === 'latest' ? currentPlatform : raw.trim();
  const offered = offeredPlatforms();
  const words = offered.map((row) => row.version);
  const row = platforms.find(({ version }) => version === word);
  if (row?.functions === false) {
    return { problem: `Platform version ${word} has no serverless functions: choose ${orList(words)}.` };
  }
  const parsed = parseChoice(word, 'platform version', [...words, 'latest']);
  return 'problem' in parsed ? parsed : { value: offered.find((one) => one.version === word) as Platform };
}

/** HTTP methods in capitals, each once, in the order of the table; at least one. */
export function parseMethods(raw: readonly string[]): Parsed<readonly Method[]> {
  const found = new Set<Method>();
  for (const item of raw) {
    const parsed = parseChoice(item.trim().toUpperCase(), 'method', methods);
    if ('problem' in parsed) return parsed;
    found.add(parsed.value as Method);
  }
  if (found.size === 0)
    return { problem: `An endpoint needs at least one method: choose of ${orList(methods)}.` };
  return { value: methods.filter((method) => found.has(method)) };
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** What came of reading a value that a person wrote: the value as it is kept, or a refusal. */
export type Parsed<Value> = { readonly value: Value } | Refusal;

export interface Refusal {
  /** What is wrong and why, in one sentence that is safe to show in a terminal. */
  readonly problem: string;
  /** A correction that would be accepted, where one suggests itself. */
  readonly proposal?: string;
}

/** Characters of a correction; a longer one is shown to nobody's use. */
const longestProposal = 200;

/** A refusal in the words that a person reads: the problem, and the correction where there is one. */
export function refusalText({ problem, proposal }: Refusal): string {
  return proposal === undefined || proposal.length > longestProposal
    ? problem
    : `${problem} Try ${proposal}.`;
}
