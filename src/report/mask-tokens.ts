import { withoutSecretValues } from '../check/secret-values.ts';
import type { Mask } from '../edit/diff.ts';

/** Members with this program's own identifiers. */
const identifiers = [
  ...[
    'action',
    'caller',
    'code',
    'event',
    'id',
    'kind',
    'mode',
    'packageManager',
    'rule',
    'severity',
    'state',
  ],
  'status',
];

/** What a function said is masked for that function, and the values of a warning once they are in words. */
const masksOfTheirOwn = ['logs', 'response', 'values'];

/**
 * Members of documents that are not masked, with everything in them. Every other member is, so that none can be forgotten:
 * for tokens in a report; for values in a report (findings and diffs are masked where they are made); in `dev`, where
 * requests, answers and fixtures are masked for their function; and what may become the answer to a question.
 */
export const exempt = {
  tokens: new Set([...identifiers, ...masksOfTheirOwn]),
  values: new Set([
    ...[...identifiers, ...masksOfTheirOwn],
    ...['changes', 'diffs', 'findings', 'function', 'project', 'text'],
  ]),
  dev: new Set([
    ...identifiers,
    ...['body', 'fixture', 'headers', 'parameters', 'propertiesToSend', 'query', 'url'],
  ]),
  questions: new Set([...identifiers, 'byDefault', 'initial', 'proposal', 'value']),
} as const;

/** A document with every text in it masked, also those that its functions return, except in exempt members. Keys are kept. */
export function masked<Value>(value: Value, hide: Mask, kept: ReadonlySet<string> = exempt.tokens): Value {
  if (typeof value === 'string') return hide(value) as Value;
  if (Array.isArray(value)) return value.map((one) => masked(one, hide, kept)) as Value;
  if (typeof value === 'function') return ((...given: []) => masked(value(...given), hide, kept)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, kept.has(key) ? one : masked(one, hide, kept)]),
  ) as Value;
}

/**
 * Masks tokens and keys in a report or a part of it. If someone enters one where a name belongs, it must not end up in
 * terminal histories and logs.
 */
export function maskTokens<Part>(part: Part): Part {
  return masked(part, withoutSecretValues);
}
