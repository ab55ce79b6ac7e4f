import fc from 'fast-check';
import { createOptions, invokeOptions, type OptionRow } from '../src/data/options.ts';

/** Words with a special meaning somewhere. */
const meaningful =
  'hello contact proxy 2023.2 2025.2 npm GET post my-app a_b.c A_KEY PRIVATE_APP_ACCESS_TOKEN NODE_OPTIONS axios ' +
  '.. ../x / ~ - -- --global -g CON nul.js __proto__ constructor file:.. git+ssh://a/b x@npm:y x@y.tgz a=b = {} ' +
  `[[ {"a":1} , a,b,,c ' " \` \\ \${ {{x}} */`;
const told = [...meaningful.split(' '), '\n', '\r', '\t', '\u001b[31m', '\u009b', '\u2028', '\u202e'];

/** A value of an option, or an operand. */
export const word = fc.oneof(
  fc.constantFrom(...told),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  fc.array(fc.constantFrom(...told), { maxLength: 3 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed().replaceAll('\0', '')),
);

const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}[a-z0-9]$/);
const pair = fc.tuple(name, word).map((parts) => parts.join('='));

/** Suitable values for options. Options that are not listed take any word. */
const wanted: Readonly<Record<string, fc.Arbitrary<string>>> = {
  app: name,
  function: fc.oneof(name, fc.constantFrom('hello', 'open')),
  template: fc.constantFrom('hello', 'contact', 'endpoint', 'proxy'),
  platform: fc.constantFrom('2023.2', '2025.1', '2026.03', '2026.09'),
  secret: fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/),
  endpoint: fc.stringMatching(/^\/?[a-z0-9._~-]{1,5}(\/[a-z0-9]{1,5}){0,3}$/),
  method: fc.constantFrom('GET', 'post', 'PUT', 'Patch', 'DELETE'),
  dependency: fc.constantFrom('axios', '@scope/x@^1.0.0', 'x@next', 'JSONStream', "a'b", 'x@>=1 <2 || 3'),
  'package-manager': fc.constantFrom('npm', 'pnpm', 'yarn', 'bun'),
  'functions-directory': fc.constantFrom('src/app/app.functions', 'src/app/functions'),
  parameter: pair,
  query: pair,
  header: pair,
  body: fc.json(),
  context: fc.constant('fixtures/hello.json'),
  timeout: fc.constantFrom('500', '3000'),
};

/** Usually one kind of value, and occasionally something else. */
function mostly<Value>(most: fc.Arbitrary<Value>, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 19, arbitrary: most }, { weight: 1, arbitrary: other });
}

function valueFor(option: string): fc.Arbitrary<string> {
  return mostly(wanted[option] ?? word, word);
}

/** An option in one of its possible spellings, mostly a valid one. */
function optionOf([option, row]: readonly [string, OptionRow]): fc.Arbitrary<readonly string[]> {
  const wrong = fc.constantFrom([`--${option}`], [`--no-${option}`], [`--${option}=`]);
  const switched = fc.constantFrom([`--${option}`], [`--${row.negatable ? 'no-' : ''}${option}`]);
  const valued = valueFor(option).chain((value) =>
    fc.constantFrom([`--${option}=${value}`], [`--${option}`, value]),
  );
  return mostly<readonly string[]>(row.kind === 'switch' ? switched : valued, wrong);
}

function optionsOf(
  table: Readonly<Record<string, OptionRow>>,
  leftOut: readonly string[],
): fc.Arbitrary<readonly string[]> {
  const rows = Object.entries(table).filter(([option]) => !leftOut.includes(option));
  return fc.array(fc.oneof(...rows.map(optionOf)), { maxLength: 6 }).map((options) => options.flat());
}

/** Arguments for creating and adding, without the named options. */
export function generateArguments(...leftOut: readonly string[]): fc.Arbitrary<readonly string[]> {
  return optionsOf(createOptions, leftOut);
}

/** Arguments for `invoke`, without the named options. */
export function invokeArguments(...leftOut: readonly string[]): fc.Arbitrary<readonly string[]> {
  const operand: fc.Arbitrary<readonly string[]> = fc.constantFrom([], ['hello'], ['hello'], ['open']);
  return fc
    .tuple(operand, optionsOf(invokeOptions, leftOut))
    .map(([named, options]) => ['invoke', ...named, ...options]);
}

const answerable = Object.entries<OptionRow>(createOptions).filter(
  ([option]) => !['answers', 'help', 'version', 'color', 'dry-run'].includes(option),
);

function answerOf([option, row]: readonly [string, OptionRow]): fc.Arbitrary<readonly [string, unknown]> {
  const single: fc.Arbitrary<unknown> = row.kind === 'switch' ? fc.boolean() : valueFor(option);
  const right = row.kind === 'list' ? fc.oneof(single, fc.array(single, { maxLength: 3 })) : single;
  return mostly(right, fc.jsonValue()).map((value) => [option, value] as const);
}

/** Possible content of an answers file, mostly valid. */
export const answers: fc.Arbitrary<string> = fc
  .array(
    mostly<readonly [string, unknown]>(
      fc.oneof(...answerable.map(answerOf)),
      fc.tuple(word, fc.jsonValue({ maxDepth: 3 })),
    ),
    { maxLength: 5 },
  )
  .map((entries) => JSON.stringify(Object.fromEntries(entries)));

/** A text similar to the given one, or JSON of any kind, or anything at all. */
export function textLike(text: string): fc.Arbitrary<string> {
  const value = JSON.parse(text);
  const changed = fc
    .tuple(fc.constantFrom(...Object.keys(value), '__proto__', 'x'), fc.jsonValue({ maxDepth: 4 }))
    .map(([key, member]) => JSON.stringify({ ...value, [key]: member }));
  const offset = fc.nat({ max: text.length });
  const cut = offset.map((length) => text.slice(0, length));
  const broken = fc.tuple(offset, word).map(([at, piece]) => text.slice(0, at) + piece + text.slice(at));
  return fc.oneof(changed, cut, broken, fc.json(), fc.string({ unit: 'binary' }));
}
