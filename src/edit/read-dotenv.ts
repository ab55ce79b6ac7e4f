/** A name in a `.env` file and its value. */
export type DotenvPair = readonly [name: string, value: string];

/** The name of a value, up to `=` or `:`. Blank lines and `export` may come first. */
const start = /\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)/y;
const blank = /\s*/y;
const restOfLine = /[^#\n]*/y;
/** What may follow a closing quote on its line. */
const afterQuote = /[^\S\r\n]*(?:[#\r\n]|$)/y;
const quote = /^['"`]/;
const restAndBreak = /[^\n]*\n?/y;

/**
 * Every value in a `.env` file, in order, as the package `dotenv` 16 reads it. HubSpot's local runtimes use that package:
 * `@hubspot/ui-extensions-dev-server` 2.1.2 and `@hubspot/app-functions-dev-server` 0.11.1. Of a name that is set twice, the
 * last value counts. This takes time in proportion to the length, which the package's own expression does not.
 */
export function readDotenv(given: string): readonly DotenvPair[] {
  const text = given.replace(/\r\n?/g, '\n');
  const pairs: DotenvPair[] = [];
  for (let at = 0; at < text.length; ) {
    const found = matchAt(start, text, at);
    const valueAt = at + (found?.[0].length ?? 0);
    const [value, end] = found === undefined ? ['', skip(blank, text, at)] : valueFrom(text, valueAt);
    if (found?.[1] !== undefined) pairs.push([found[1], value]);
    at = skip(restAndBreak, text, end);
  }
  return pairs;
}

/** The value after `=` or `: `, and the offset of its end. A quoted value may start on a later line. */
function valueFrom(text: string, at: number): readonly [value: string, end: number] {
  const opening = skip(blank, text, at);
  const closing = quote.test(text.charAt(opening)) ? closingQuote(text, opening) : undefined;
  const end = closing === undefined ? skip(restOfLine, text, at) : closing + 1;
  const raw = text.slice(at, end).trim();
  const isQuoted = raw.length > 1 && quote.test(raw) && raw.endsWith(raw.charAt(0));
  const value = isQuoted ? raw.slice(1, -1) : raw;
  return [raw.startsWith('"') ? value.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : value, end];
}

/**
 * The offset of the quote that closes a value: a quote after which the line ends or a comment follows. The first one without
 * a backslash before it is tried first, then those with a backslash, from the last. Undefined if no quote closes the value.
 */
export function closingQuote(text: string, opening: number): number | undefined {
  const mark = text.charAt(opening);
  const escaped: number[] = [];
  let at = text.indexOf(mark, opening + 1);
  for (; at >= 0 && text[at - 1] === '\\'; at = text.indexOf(mark, at + 1)) escaped.push(at);
  const candidates = at < 0 ? escaped.reverse() : [at, ...escaped.reverse()];
  return candidates.find((one) => matchAt(afterQuote, text, one + 1) !== undefined);
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (matchAt(pattern, text, at)?.[0].length ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
