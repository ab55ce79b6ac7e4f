import { nearest } from '../args/nearest.ts';
import { type Method, methods } from '../data/options.ts';
import { currentPlatform, isOffered, type Platform, platforms } from '../data/platforms.ts';
import { rejected } from '../messages/messages.ts';
import type { Rejected } from '../types.ts';

/**
 * Accepts one of the given words. Any other word is refused, suggesting the most similar one.
 * @param what the kind of word for the message, such as `template`
 */
export function parseChoice(raw: string, what: string, words: readonly string[]): Parsed<string> {
  const word = raw.trim();
  if (words.includes(word)) return { value: word };
  return rejected('unknown-choice', { what, word, known: words }, nearest(word, words));
}

/** The platform versions available for new projects. */
export function offeredPlatforms(): readonly Platform[] {
  return platforms.filter(isOffered);
}

/** What `--platform` accepts for a new project; `latest` is the newest version that HubSpot builds. */
export function platformWords(): readonly string[] {
  return [...offeredPlatforms().map(({ version }) => version), 'latest'];
}

/** The table row for a platform version available for new projects. */
export function parsePlatform(raw: string): Parsed<Platform> {
  const word = raw.trim() === 'latest' ? currentPlatform : raw.trim();
  const offered = offeredPlatforms();
  const words = offered.map((row) => row.version);
  const row = platforms.find(({ version }) => version === word);
  if (row !== undefined && !isOffered(row)) {
    return rejected('platform-not-offered', { version: word, isOld: row.functions, known: words });
  }
  const parsed = parseChoice(word, 'platform version', platformWords());
  if ('value' in parsed) return { value: offered.find((one) => one.version === word) as Platform };
  return Number.parseInt(word, 10) > Number.parseInt(currentPlatform, 10)
    ? { ...parsed, proposal: 'latest' }
    : parsed;
}

/** Parses HTTP methods: upper case, without duplicates, in the order of the table. At least one is required. */
export function parseMethods(raw: readonly string[]): Parsed<readonly Method[]> {
  const found = new Set<Method>();
  for (const item of raw) {
    const method = methods.find((one) => one === item.trim().toUpperCase());
    const parsed = parseChoice(method ?? item, 'method', methods);
    if ('problem' in parsed) return parsed;
    found.add(parsed.value as Method);
  }
  if (found.size === 0) return rejected('no-methods', { known: methods });
  return { value: methods.filter((method) => found.has(method)) };
}

/** The result of parsing a person's input: the parsed value, or why it cannot be used. */
export type Parsed<Value> = { readonly value: Value } | Rejected;
