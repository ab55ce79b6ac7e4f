import fc from 'fast-check';
import { generateOptions, invokeOptions, type OptionRow } from '../src/data/options.ts';

/** Words that mean something somewhere, and words that should mean nothing anywhere. */
const told = [
  ...['hello', 'contact', 'endpoint', 'proxy', '2023.2', '2026.09', '2025.2', 'npm', 'pnpm', 'GET', 'post'],
  ...[
    'my-app',
    'a_b.c',
    'A_KEY',
    'PRIVATE_APP_ACCESS_TOKEN',
    'NODE_OPTIONS',
    'axios',
    '@scope/x@^1.0.0',
    'a/b',
  ],
  ...['..', '../x', '/', '~', '-', '--', '--global', '-g', 'CON', 'nul.js', '__proto__', 'constructor'],
  ...[
    'file:..',
    'git+ssh://a/b',
    'x@npm:y',
    'x@y.tgz',
    'a=b',
    '=',
    '{}',
    '[[',
    '{"a":1}',
    '-',
    ',',
    'a,b,,c',
  ],
  ...["'", '"', '`', '\\', '${', '{{x}}', '*/', '\n', '\r', '\t', '\u001b[31m', '\u009b', '\u2028', '\u202e'],
];

/** A value of an option, or an operand. */
export const word = fc.oneof(
  fc.constantFrom(...told),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  fc.array(fc.constantFrom(...told), { maxLength: 3 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed().replaceAll('\0', '')),
);

/** An option as it may be written, right or wrong. */
function optionOf([name, { kind }]: readonly [string, OptionRow]): fc.Arbitrary<readonly string[]> {
  const flag = fc.constantFrom(`--${name}`, `--no-${name}`);
  if (kind === 'switch') return flag.map((one) => [one]);
  const rightly = word.chain((value) => fc.constantFrom([`--${name}=${value}`], [`--${name}`, value]));
  return fc.oneof({ weight: 9, arbitrary: rightly }, { weight: 1, arbitrary: flag.map((one) => [one]) });
}

function optionsOf(
  table: Readonly<Record<string, OptionRow>>,
  leftOut: readonly string[],
): fc.Arbitrary<readonly string[]> {
  const rows = Object.entries(table).filter(([name]) => !leftOut.includes(name));
  return fc.array(fc.oneof(...rows.map(optionOf)), { maxLength: 6 }).map((options) => options.flat());
}

/** Arguments of creating and adding, without the named options. */
export function generateArguments(...leftOut: readonly string[]): fc.Arbitrary<readonly string[]> {
  return optionsOf(generateOptions, leftOut);
}

/** Arguments of `invoke`, without the named options. */
export function invokeArguments(...leftOut: readonly string[]): fc.Arbitrary<readonly string[]> {
  return optionsOf(invokeOptions, leftOut).map((options) => ['invoke', ...options]);
}

/** What an answers file may say, of right and of wrong kinds. */
export const answers: fc.Arbitrary<string> = fc
  .dictionary(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...Object.keys(generateOptions), 'functions', 'no-token') },
      { weight: 1, arbitrary: word },
    ),
    fc.oneof(word, fc.array(word, { maxLength: 3 }), fc.boolean(), fc.jsonValue({ maxDepth: 3 })),
    { maxKeys: 5 },
  )
  .map((given) => JSON.stringify(given));

/** A text that is like the given one, is JSON of any kind, or is anything at all. */
export function textLike(text: string): fc.Arbitrary<string> {
  const value = JSON.parse(text);
  const paths = Object.keys(value);
  const changed = fc
    .tuple(fc.constantFrom(...paths, '__proto__', 'x'), fc.jsonValue({ maxDepth: 4 }))
    .map(([key, member]) => JSON.stringify({ ...value, [key]: member }));
  const cut = fc.nat({ max: text.length }).map((length) => text.slice(0, length));
  const broken = fc
    .tuple(fc.nat({ max: text.length }), word)
    .map(([at, piece]) => text.slice(0, at) + piece + text.slice(at));
  return fc.oneof(changed, cut, broken, fc.json(), fc.string({ unit: 'binary' }));
}
