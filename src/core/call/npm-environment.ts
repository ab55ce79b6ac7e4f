import { methods } from '../../data/methods.ts';
import { type Choices, generateOptions, invokeOptions, type OptionRow } from '../../data/options.ts';
import { packageManagers } from '../../data/package-managers.ts';
import { platforms } from '../../data/platforms.ts';
import { splitList } from './arguments.ts';
import { isCalledByNpm } from './called-by-npm.ts';
import { readSwallowedOptions, type SwallowedOption } from './swallowed-options.ts';
import { swallowedProblem } from './swallowed-problem.ts';
import { likelyReading, type Reading, readWords } from './word-readings.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Table = Readonly<Record<string, OptionRow>>;

/**
 * The arguments as they were meant. The first literal `--` is dropped: package managers other than npm hand it on.
 * npm takes options that stand before it for its own; they come back, in front. npm 12 refuses options that it does
 * not know before this program starts, and npm 11 drops `--no-token` without a trace.
 *
 * @param templateNames what `--template` can be; it tells a template from a directory
 * @throws Problem `swallowed-flags` (code 2) with the corrected command, where the words can be read in several ways
 */
export function recoverSwallowedFlags(
  argv: readonly string[],
  env: Environment,
  templateNames: readonly string[],
): readonly string[] {
  const call = readCall(argv);
  if (call.command[0] === 'completion' || !isCalledByNpm(env)) {
    return [...call.command, ...call.words, ...call.rest];
  }
  const table: Table = call.command[0] === 'invoke' ? invokeOptions : generateOptions;
  const { options, operands } = readSwallowedOptions(table, env);
  const pending = options.filter(({ argument }) => argument === undefined).map(({ name }) => name);
  const allows = (name: string, value: string): boolean => {
    const choices = choicesOf(table[name], templateNames);
    const items = table[name]?.kind === 'list' ? splitList(value) : [value];
    return choices === undefined || items.every((item) => choices.includes(item));
  };
  const readings =
    pending.length + operands.length === 0
      ? [{ values: {}, operands: call.words }]
      : readWords(call.words, pending, 1 - operands.length, allows);
  const [reading] = readings;
  const { values, operands: others } = reading ?? likelyReading(call.words, pending);
  const flags = withValues(options, values);
  const words = [...call.command, ...operands, ...others];
  if (reading !== undefined && readings.length === 1) return [...flags, ...words, ...call.rest];
  const command = { operands: words, flags: [...flags, ...call.rest] };
  throw swallowedProblem(pending, [...operands, ...call.words], command, env);
}

/** Is the result wanted as JSON? This has to be known before the arguments can be read. */
export function asksForJson(argv: readonly string[], env: Environment): boolean {
  return argv.includes('--json') || (isCalledByNpm(env) && env.npm_config_json === 'true');
}

function withValues(options: readonly SwallowedOption[], values: Reading['values']): readonly string[] {
  const used: Record<string, number> = {};
  return options.map(({ name, argument }) => {
    if (argument !== undefined) return argument;
    const index = used[name] ?? 0;
    used[name] = index + 1;
    return `--${name}=${values[name]?.[index]}`;
  });
}

interface RawCall {
  /** `invoke` or `completion`, where the call starts with one. */
  readonly command: readonly string[];
  /** Words up to the first option. */
  readonly words: readonly string[];
  readonly rest: readonly string[];
}

function readCall(argv: readonly string[]): RawCall {
  const separator = argv.indexOf('--');
  const given = separator < 0 ? argv : argv.toSpliced(separator, 1);
  const firstOption = given.findIndex((argument) => argument.length > 1 && argument.startsWith('-'));
  const end = firstOption < 0 ? given.length : firstOption;
  const start = end > 0 && (given[0] === 'invoke' || given[0] === 'completion') ? 1 : 0;
  return { command: given.slice(0, start), words: given.slice(start, end), rest: given.slice(end) };
}

function choicesOf(
  row: OptionRow | undefined,
  templateNames: readonly string[],
): readonly string[] | undefined {
  const words: Readonly<Record<Choices, readonly string[]>> = {
    templates: templateNames,
    platforms: platforms.map(({ version }) => version),
    methods: methods.flatMap((method) => [method, method.toLowerCase()]),
    packageManagers: packageManagers.map(({ name }) => name),
  };
  return row?.choices && words[row.choices];
}
