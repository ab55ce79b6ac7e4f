import { hasVariable } from '../project/layouts/profiles.ts';

/**
 * Formats of secret values, by kind, as documented by their issuers. They also match directly after other letters, such as a
 * name or a spelled-out control character.
 */
const kinds: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  {
    kind: 'a HubSpot access token',
    pattern: /pat-(?:na|eu|ap|ca)\d-[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12,}/gi,
  },
  { kind: 'a Stripe key', pattern: /(?<![a-z]{2})(?:sk|rk)_live_[\dA-Za-z]{16,}/g },
  { kind: 'a GitHub token', pattern: /gh[pousr]_[\dA-Za-z]{36,}|github_pat_\w{60,}/g },
  { kind: 'a Google API key', pattern: /AIza[\w-]{35}(?![\w-])/g },
  { kind: 'a Slack token', pattern: /xox[abprs]-\d[\w-]{20,}/g },
  { kind: 'an AWS access key', pattern: /(?:AKIA|ASIA)[\dA-Z]{16,}/g },
  { kind: 'a SendGrid key', pattern: /SG\.[\w-]{22}\.[\w-]{43,}/g },
  { kind: 'a Mapbox token', pattern: /sk\.eyJ[\w-]{20,}\.[\w-]{10,}/g },
  { kind: 'an OpenAI or Anthropic key', pattern: /(?<![a-z]{2})sk-(?:proj|ant|live)-[\w-]{20,}/g },
  { kind: 'a JSON Web Token', pattern: /(?<![\w-])[\w-]{13,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g },
  { kind: 'an npm token', pattern: /npm_[\dA-Za-z]{36,}/g },
  { kind: 'a GitLab token', pattern: /glpat-[\w-]{20,}/g },
  {
    // Includes all lines of the key, however they are joined.
    kind: 'a private key',
    pattern:
      /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:[\w\s\\+/=:,|]|-(?!----))*(?:-----END [A-Z ]+-----)?/g,
  },
];

/** Matches every text with a value: all have 20 characters in a row, except private keys. Saves trying each format. */
const mayHoldValue = /\S{20}|-----BEGIN/;

const mask = '***';

/** Tokens and keys in a text, with their offsets. Examples that repeat one character are left out. */
export function secretValuesIn(text: string): { readonly offset: number; readonly kind: string }[] {
  return kinds
    .flatMap(({ kind, pattern }) => Array.from(text.matchAll(pattern), (match) => ({ match, kind })))
    .filter(({ match: [value] }) => !isExample(value))
    .map(({ match: { index }, kind }) => ({ offset: index, kind }))
    .sort((one, other) => one.offset - other.offset);
}

/** Masks everything in a text that looks like a token or key. */
export function withoutSecretValues(text: string): string {
  if (!mayHoldValue.test(text)) return text;
  return kinds.reduce((shown, { pattern }) => shown.replace(pattern, mask), text);
}

/**
 * Like `withoutSecretValues`, but for texts that repeat names from the project or its owner. Also masks long runs of letters
 * and digits that alternate more than they do in names, because keys without a known format look like this.
 */
export function withoutLikelyValues(text: string): string {
  return withoutSecretValues(text).replace(longRun, (run, at: number, all: string) =>
    alternates(run) && !hashOfFile.test(all.slice(at, at + run.length + 9)) ? mask : run,
  );
}

/** Matches a text that looks like a value but is part of a built file's name. */
const hashOfFile = /^[\da-f]+\.(?:min\.)?(?:[cm]?js|json|css|map)\b/;
const longRun = /[A-Za-z\d]{20,}/g;

function alternates(run: string): boolean {
  return (run.match(/\d+/g) ?? []).length > 2;
}

/** Whether this is a valid name for a secret, and so for an environment variable. */
export function isSecretName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && text.length <= 100 && !isLikelyValue(text);
}

/**
 * Whether a text that is not a valid name looks like a value: a token or key, or a long string with a digit and no spaces.
 */
export function looksLikeValue(text: string): boolean {
  if (isSecretName(text)) return false;
  return isLikelyValue(text) || (/^\S{20,}$/.test(text) && /\d/.test(text) && !hasVariable(text));
}

function isLikelyValue(text: string): boolean {
  // Tokens and keys are at least this long, and nearly all names are shorter.
  if (text.length < 20) return false;
  return secretValuesIn(text).length > 0 || (withoutSecretValues(text).match(longRun) ?? []).some(alternates);
}

function isExample(value: string): boolean {
  const body = value.replace(/^[A-Za-z]+[-_.]/, '').replace(/[-_.]/g, '');
  return /^-----/.test(value) ? false : /(.)\1{9}/.test(body) || /EXAMPLE/i.test(value);
}
