import { templates } from 'virtual:template-table';
import { type CommandRow, commandNames, commandRow, everyOption } from '../data/commands.ts';
import { npmOptions, npmsOwn } from '../data/npm-options.ts';
import { type Choices, formats, methods, type OptionRow, type OptionTable } from '../data/options.ts';
import { packageManagers } from '../data/package-managers.ts';
import { platforms } from '../data/platforms.ts';
import { Problem } from '../errors.ts';
import type { PassedOn } from '../install/npmrc.ts';
import type { NpmCall } from '../messages/arguments.ts';
import { refusal } from '../messages/messages.ts';
import type { Environment } from '../types.ts';
import { calledAs } from './caller.ts';
import { createWords, formatCommand, splitList } from './command-line.ts';
import { nearest } from './nearest.ts';

/**
 * Recovers the arguments as the user meant them. Drops the first literal `--`, which package managers other than npm pass
 * on. npm consumes options before the `--`; they are recovered and come first. npm 12 refuses unknown options before this
 * program starts, and npm 11 drops `--no-token` without a trace.
 * @throws Problem `swallowed-flags` (code 2) with the corrected command, if the words are ambiguous, or if an option that npm
 * consumed is mistyped, was typed for a script, or may come from an `.npmrc`
 */
export function recoverNpmFlags(
  argv: readonly string[],
  passedOn: Environment,
  { given, unclear }: Omit<PassedOn, 'env'> = { given: {}, unclear: {} },
): readonly string[] {
  const call = readCall(argv);
  const row = commandRow(commandNames.find((name) => name === call.command[0]) ?? 'create');
  const byNpm = isCalledByNpm(passedOn);
  const { env, doubtful } = allowedScripts(argv, row, passedOn);
  const inDoubt = [...doubtful, ...optionsInDoubt(argv, row, env, { given, unclear })];
  if (byNpm) refuseLost(inDoubt, argv, row, env, true);
  // A script also runs where npm's own color is set in the shell, and nothing else depends on it.
  const consumed = isScript(env) ? readNpmFlags(row.options, env).options : [];
  refuseLost(
    consumed.filter(({ name }) => name !== 'color'),
    argv,
    row,
    env,
  );
  if (row.name === 'completion' || isScript(env) || !byNpm) {
    return [...call.command, ...call.words, ...call.rest];
  }
  const passed = { ...env, ...unclear };
  const unknown = unknownOptions(row.options, passed);
  const foreign = foreignOptions(unknown, passed);
  // Parsing refuses these and names the command that they belong to.
  if (foreign.length > 0) return [...call.command, ...foreign];
  const mistyped = mistypedOptions(row.options, unknown);
  if (mistyped.length > 0) throw mistypedProblem(mistyped, argv, passed);
  return withConsumed(call, row, env);
}

/**
 * npm's variables without `allow-scripts`, unless its value is all that a switch leaves. npm 11 and later have a setting of
 * that name, the packages that may run scripts, and it may be set in the shell for any version. What is meant for npm must
 * neither let all packages run theirs nor name a directory, and what npm took for its value must not be lost.
 */
function allowedScripts(
  argv: readonly string[],
  { options }: CommandRow,
  env: Environment,
): { readonly env: Environment; readonly doubtful: readonly NpmFlag[] } {
  const { npm_config_allow_scripts: value = '', ...others } = env;
  if (value === 'true' || isOff(value)) return { env, doubtful: [] };
  const name = 'allow-scripts';
  const argument = `--${name}`;
  const takesWord = !/^npm\/(?:9|10)\./.test(env.npm_config_user_agent ?? '');
  const isOurs = Object.hasOwn(options, name) && !isScript(env) && !argv.includes(argument);
  return { env: others, doubtful: takesWord && isOurs ? [{ name, argument }] : [] };
}

/** The options that may come from an `.npmrc` or from what was typed, and that must not be lost. */
function optionsInDoubt(
  argv: readonly string[],
  { options: table }: CommandRow,
  { npm_command }: Environment,
  { given, unclear }: Omit<PassedOn, 'env'>,
): readonly NpmFlag[] {
  const typed = argv.map((word) => optionIn(word).name);
  return [
    // The value of an option without an argument is a word that would be taken for something else.
    ...readNpmFlags(table, { npm_command, ...given }).options.filter(
      (option) => option.argument === undefined || isRestraint(option, table),
    ),
    ...readNpmFlags(table, { npm_command, ...unclear }).options,
  ].filter(({ name }) => !typed.includes(name));
}

/** The option of a word such as `--no-install` or `--secret=KEY`. Its name is empty for other words. */
function optionIn(word: string): { readonly name: string; readonly isNegated: boolean } {
  const [, negation, name = ''] = /^--(no-)?([^=]*)/.exec(word) ?? [];
  return { name, isNegated: negation !== undefined };
}

/** Whether the run would do more without a recovered option. */
function isRestraint({ argument = '' }: NpmFlag, table: OptionTable): boolean {
  const { name, isNegated } = optionIn(argument);
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return row?.restrains === true && (row.negatable !== true || isNegated);
}

/**
 * Refuses to run if options that npm consumed were lost: in a script, typed arguments cannot be told from the script's own,
 * and what is in an `.npmrc` may have been typed as well.
 */
function refuseLost(
  lost: readonly NpmFlag[],
  argv: readonly string[],
  row: CommandRow,
  env: Environment,
  isDoubtful = false,
): void {
  if (lost.length === 0) return;
  const own = isScript(env)
    ? argv.findLastIndex((_, at) => env.npm_lifecycle_script?.endsWith(` ${argv.slice(0, at + 1).join(' ')}`))
    : -1;
  const command = formatCommand(callLike(env, [], withConsumed(readCall(argv.slice(own + 1)), row, env)));
  const typed = lost.map(({ name, argument = `--${name}` }) => argument.slice(2).replace(/=.*/s, ''));
  const options = [...new Set(typed)];
  throw refusal('swallowed-flags', { options, npm: npmCall(env), command, isDoubtful });
}

/** Puts the options that npm consumed back, before the words, and takes their values from these. */
function withConsumed(
  call: RawCall,
  { options: table, operand }: Pick<CommandRow, 'options' | 'operand'>,
  env: Environment,
): readonly string[] {
  const allows = (name: string, value: string): boolean => isAllowed(value, table[name]);
  const { options: found, operands } = readNpmFlags(table, env);
  const options = operand === undefined ? [...found, ...lostOptions(table, call.words, allows)] : found;
  const pending = options.filter(({ argument }) => argument === undefined).map(({ name }) => name);
  const mostOperands = operand === undefined ? 0 : 1;
  const readings =
    pending.length + operands.length === 0
      ? [{ values: [], operands: call.words }]
      : readWords(call.words, pending, mostOperands - operands.length, allows);
  const reading = readings[0] ?? likelyReading(call.words, pending, table);
  const flags = withValues(options, reading.values);
  const words = [...operands, ...reading.operands];
  const typedOnly = options.map(({ name }) => name).filter((name) => isTypedOnly(table[name]));
  const doubtful = lostNegations(table, env);
  if (typedOnly.length + doubtful.length === 0 && readings.length === 1)
    return [...call.command, ...flags, ...words, ...call.rest];
  const kept = [...call.command, ...words.slice(0, mostOperands)];
  const positive = [...flags, ...call.rest];
  const isDoubtful = (flag: string): boolean => doubtful.some((name) => flag === `--${name}`);
  const negative = positive.map((flag) => (isDoubtful(flag) ? `--no-${flag.slice(2)}` : flag));
  const isTyped = typedOnly.length > 0;
  const eitherWay = isTyped || doubtful.length === 0 ? [positive] : [positive, negative];
  const inDoubt = doubtful.length > 0 ? doubtful.map((name) => `${name} (or --no-${name})`) : pending;
  throw refusal('swallowed-flags', {
    options: [...new Set(isTyped ? typedOnly : inDoubt)],
    words: isTyped ? [] : [...operands, ...call.words],
    npm: npmCall(env),
    command: eitherWay.map((one) => formatCommand(callLike(env, kept, one))).join('\nor: '),
  });
}

/** Whether a word has the right form for an option's value: a pair contains `=`, and a number contains only digits. */
function hasForm(value: string, row: OptionRow | undefined): boolean {
  if (row?.kind === 'pairs') return value.includes('=');
  return row?.kind !== 'number' || /^\d+$/.test(value);
}

/** Whether a word has the right form for an option's value. If the option has choices, the word must be one of them. */
function isAllowed(value: string, row: OptionRow | undefined): boolean {
  const choices = row?.choices && possibleWords[row.choices];
  const items = row?.kind === 'list' ? splitList(value) : [value];
  return hasForm(value, row) && (choices === undefined || items.every((item) => choices.includes(item)));
}

/**
 * An option that npm consumed but that does not exist, and the option of ours that was probably meant. Both without leading
 * dashes.
 */
interface Mistyped {
  readonly typed: string;
  readonly meant: string;
}

/** Options that npm handles itself. */
const answeredByNpm = ['help', 'version'];

/**
 * Options that npm consumed but that the command does not have. npm 9 to 11 accept any option, while npm 12 refuses unknown
 * ones. If the same variable also exists in capitals, it was set in the shell.
 */
function unknownOptions(table: OptionTable, env: Environment): readonly string[] {
  const variables = Object.keys(env);
  return variables.flatMap((key) => {
    const name = /^npm_config_([a-z_]+)$/.exec(key)?.[1]?.replaceAll('_', '-');
    // A command without a dry run would write or call.
    const isNpms = name !== undefined && npmsOwn.includes(name) && everyOption[name]?.restrains !== true;
    const isOurs = name !== undefined && !isNpms && !Object.hasOwn(table, name);
    return isOurs && !variables.includes(key.toUpperCase()) ? [name] : [];
  });
}

/**
 * The unknown options that belong to another command, as typed. An option with a value, such as `platform` with `linux`, is
 * skipped because it could just as well be a setting for packages' install scripts.
 */
function foreignOptions(unknown: readonly string[], env: Environment): readonly string[] {
  return unknown.flatMap((name) => {
    const value = variableOf(name, env);
    if (!Object.hasOwn(everyOption, name)) return [];
    if (value === '') return everyOption[name]?.negatable ? [`--no-${name}`] : [];
    return value?.split('\n\n').includes('true') ? [`--${name}`] : [];
  });
}

/** The unknown options that resemble an option of the command, or are the beginning of one. */
function mistypedOptions(table: OptionTable, unknown: readonly string[]): readonly Mistyped[] {
  const candidates = Object.keys(table).filter((name) => !answeredByNpm.includes(name));
  return unknown.flatMap((name) => {
    const begun = candidates.find((candidate) => name.length > 2 && candidate.startsWith(name));
    const meant = nearest(name, candidates) ?? begun;
    return meant === undefined ? [] : [{ typed: name, meant }];
  });
}

function mistypedProblem(instead: readonly Mistyped[], argv: readonly string[], env: Environment): Problem {
  const corrected: Record<string, string | undefined> = { ...env };
  for (const { typed, meant } of instead) {
    corrected[variableName(meant)] = variableOf(typed, env);
    delete corrected[variableName(typed)];
  }
  const problemWith = (command: string) =>
    refusal('swallowed-flags', { instead, npm: npmCall(env), command });
  try {
    const words = recoverNpmFlags(argv, corrected);
    return problemWith(formatCommand(callLike(env, [], words)));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return problemWith((error.values as { command: string }).command);
  }
}

/** Whether an option only counts if it reaches this program directly. */
function isTypedOnly(row: OptionRow | undefined): boolean {
  return row?.path !== undefined || row?.typedOnly === true;
}

/** Whether the result should be JSON. This must be known before the arguments are parsed. */
export function asksForJson(argv: readonly string[], env: Environment): boolean {
  const asJson = argv.includes('--format=json') || argv[argv.indexOf('--format') + 1] === 'json';
  return argv.includes('--json') || asJson || (isCalledByNpm(env) && Object.entries(env).some(leavesJson));
}

/**
 * Whether a variable of npm contains `--json`: as a switch of npm, or as the value of a preceding option that takes a value
 * in npm.
 */
function leavesJson([name, value]: readonly [string, string | undefined]): boolean {
  if (name === 'npm_config_json') return value === 'true';
  const words = name.startsWith('npm_config_') ? value?.split('\n\n') : undefined;
  return words?.includes('--json') ?? false;
}

function withValues(options: readonly NpmFlag[], values: Reading['values']): readonly string[] {
  const left = [...values];
  return options.map(({ name, argument }) => argument ?? `--${name}=${left.shift()}`);
}

interface RawCall {
  /** The command's name, if the call starts with one. */
  readonly command: readonly string[];
  /** Words before the first option. */
  readonly words: readonly string[];
  readonly rest: readonly string[];
}

function readCall(argv: readonly string[]): RawCall {
  const separator = argv.indexOf('--');
  const given = separator < 0 ? argv : argv.toSpliced(separator, 1);
  const firstOption = given.findIndex((argument) => argument.length > 1 && argument.startsWith('-'));
  const end = firstOption < 0 ? given.length : firstOption;
  const start = end > 0 && commandNames.some((name) => name === given[0]) ? 1 : 0;
  return { command: given.slice(0, start), words: given.slice(start, end), rest: given.slice(end) };
}

/** Words that can be the value of an option with choices, whether or not they are offered. */
const possibleWords: Readonly<Record<Choices, readonly string[]>> = {
  templates: templates.map(({ name }) => name),
  platforms: [...platforms.map(({ version }) => version), 'latest'],
  methods: methods.flatMap((method) => [method, method.toLowerCase()]),
  packageManagers: packageManagers.map(({ name }) => name),
  formats,
};

/** Whether this program was called in a way that makes npm consume options without a `--`. */
export function isCalledByNpm(env: Environment): boolean {
  // An .npmrc can change the user agent.
  const byNpm = /^npm\/|\bnp[mx]-cli\.js$/.test(env.npm_config_user_agent ?? env.npm_execpath ?? '');
  return byNpm && (env.npm_command === 'init' || env.npm_lifecycle_event === 'npx' || isScript(env));
}

/** Whether a script that names this program was called, with `npm run` or its short forms. */
function isScript({ npm_command: command = '', npm_lifecycle_script: script }: Environment): boolean {
  return /^(run|st|test|rest)/.test(command) && /hs-function/.test(script ?? '');
}

/** What npm left of the options that it consumed. */
interface NpmFlags {
  /** In the order of the table. Several values of one option are in the order in which they were given. */
  readonly options: readonly NpmFlag[];
  /** Words that npm took as the value of a switch. They are operands, not values. */
  readonly operands: readonly string[];
}

/**
 * One use of an option. `argument` is the recovered argument, such as `--json`, or undefined if its value is among the
 * words.
 */
interface NpmFlag {
  readonly name: string;
  readonly argument: string | undefined;
}

/**
 * Reads a table's options from npm's variables: `true` for an option without `=`, an empty string for a negated one, and
 * multiple values separated by an empty line.
 */
function readNpmFlags(table: OptionTable, env: Environment): NpmFlags {
  const options: NpmFlag[] = [];
  const operands: string[] = [];
  for (const [name, row] of Object.entries(table)) {
    for (const value of valuesOf(name, row, env)) {
      if (saysNothing(name, row, value)) continue;
      options.push({ name, argument: argumentOf(name, row, value) });
      if (!isNextWord(name, row, value)) continue;
      const next = nextOption(value, table);
      if (next === undefined) operands.push(value);
      else options.push(next);
    }
  }
  return { options, operands };
}

function valuesOf(name: string, row: OptionRow, env: Environment): readonly string[] {
  if (answeredByNpm.includes(name)) return [];
  // `npx --yes` answers npm's own prompt.
  if (name === 'yes' && env.npm_command !== 'init') return [];
  const value = variableOf(name, env) ?? valueOfOther(name, row, env);
  return value?.split('\n\n') ?? [];
}

function variableOf(name: string, env: Environment): string | undefined {
  return env[variableName(name)];
}

function variableName(name: string): string {
  return `npm_config_${name.replaceAll('-', '_')}`;
}

/**
 * The value of an option that npm took for something else. npm completes anything that could be the beginning of one of its
 * own options, and reads `--app` as its own `-a -p -p`, even with `=` after it.
 */
function valueOfOther(name: string, row: OptionRow, env: Environment): string | undefined {
  const npms = npmOptions[name];
  if (npms === undefined || npms.leavesNothing) return undefined;
  const values = npms.becomes.map((one) => variableOf(one, env));
  const areLetters = values.length > 1;
  if (areLetters) return values.every((value) => value === 'true') ? 'true' : undefined;
  // For example, a user's own `--node-options` is not our `--node`.
  return row.kind === 'number' && !hasForm(values[0] ?? '', row) ? undefined : values[0];
}

/**
 * Finds options that npm removed, leaving only a word that can be their value, such as `sarif` from `--format sarif`. For
 * commands that do not take an operand.
 */
function lostOptions(
  table: OptionTable,
  words: readonly string[],
  allows: (name: string, value: string) => boolean,
): readonly NpmFlag[] {
  return Object.entries(table)
    .filter(([name, row]) => npmOptions[name]?.leavesNothing && row.choices !== undefined)
    .filter(([name]) => words.some((word) => allows(name, word)))
    .map(([name]) => ({ name, argument: undefined }));
}

/**
 * Switches that npm completes to an option of its own that takes the next word as its value. It does so with and without
 * `no-`, so the difference is lost.
 */
function lostNegations(table: OptionTable, env: Environment): readonly string[] {
  return Object.entries(table)
    .filter(([name, { negatable }]) => {
      const { becomes = [], takesWord = false } = npmOptions[name] ?? {};
      const value = variableOf(becomes[0] ?? name, env);
      return negatable && takesWord && value !== undefined && value !== 'true';
    })
    .map(([name]) => name);
}

/** Whether a value can be ignored: a switch turned off that is off anyway, or npm's own setting `color=always`. */
function saysNothing(name: string, row: OptionRow, value: string): boolean {
  const off = takesNoWord(row) && isOff(value) && !row.negatable;
  return off || (name === 'color' && value !== 'true' && !isOff(value));
}

function argumentOf(name: string, row: OptionRow, value: string): string | undefined {
  if (value === 'true') return takesNoWord(row) ? `--${name}` : undefined;
  if (takesNoWord(row) && isOff(value)) return `--no-${name}`;
  return isNextWord(name, row, value) ? `--${name}` : `--${name}=${value}`;
}

function isOff(value: string): boolean {
  return value === '' || value === 'false';
}

/** Whether the next word cannot be the option's value, because the option takes none or accepts it only after `=`. */
function takesNoWord(row: OptionRow | undefined): boolean {
  return row === undefined || row.kind === 'switch' || row.kind === 'optional-number';
}

/** Whether this is a switch of ours that takes the next word as its value in npm. */
function isNextWord(name: string, row: OptionRow, value: string): boolean {
  const takesWord = row.kind === 'switch' && npmOptions[name]?.takesWord;
  return Boolean(takesWord) && value !== 'true' && !isOff(value);
}

/** The option that a word represents; undefined for an operand. */
function nextOption(word: string, table: OptionTable): NpmFlag | undefined {
  if (!word.startsWith('-')) return undefined;
  const [, name = '', value] = /^--([^=]*)(=)?/.exec(word) ?? [];
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return { name, argument: takesNoWord(row) || value !== undefined ? word : undefined };
}

/**
 * How npm was called, and an example of a call that works. npm might have consumed an option and left its value as an extra
 * operand.
 */
export function lostOption(env: Environment): { readonly npm: NpmCall; readonly example: string } {
  return { npm: npmCall(env), example: callLike(env, ['my-app'], ['--template', 'hello']).join(' ') };
}

/** How npm was called. */
function npmCall(env: Environment): NpmCall {
  return env.npm_command === 'init' || isScript(env) ? 'create' : 'exec';
}

/** The words of a call, made the same way as the current one. */
function callLike(env: Environment, operands: readonly string[], flags: readonly string[]): string[] {
  const called = calledAs(env, 'latest');
  const words = [...operands, ...flags];
  if (isScript(env)) return ['npm', 'run', `${env.npm_lifecycle_event}`, '--', ...words];
  return npmCall(env) === 'create' ? createWords(called, operands, flags) : [...called.program, ...words];
}

/** One way to interpret words: values for the options that need one, in the order of these options, and the operands. */
interface Reading {
  readonly values: readonly (string | undefined)[];
  readonly operands: readonly string[];
}

/** Combinations are not tried for more words than anyone would type. */
const mostWords = 8;

/**
 * The ways to give each option a word that can be its value, leaving at most `operandLimit` words as operands. Returns an
 * empty list if none is possible, and stops after two.
 */
function readWords(
  words: readonly string[],
  names: readonly string[],
  operandLimit: number,
  allows: (name: string, value: string) => boolean,
): readonly Reading[] {
  const spare = words.length - names.length;
  if (words.length > mostWords || spare < 0 || spare > operandLimit) return [];
  const found = new Map<string, Reading>();
  const place = (at: number, { values, operands }: Reading): void => {
    const word = words[at];
    if (found.size > 1) return;
    if (word === undefined) {
      found.set(JSON.stringify([values, operands]), { values, operands });
      return;
    }
    const open = values.filter((value) => value === undefined).length;
    if (words.length - at > open) place(at + 1, { values, operands: [...operands, word] });
    for (const name of new Set(names)) {
      const index = names.findIndex((one, position) => one === name && values[position] === undefined);
      if (index >= 0 && allows(name, word)) place(at + 1, { values: values.with(index, word), operands });
    }
  };
  place(0, { values: names.map(() => undefined), operands: [] });
  return [...found.values()];
}

/**
 * A plausible reading for the suggested command: surplus operands first, then the values. Each option takes a word of the
 * right form, even if it is misspelled, or `VALUE` if no word fits.
 */
function likelyReading(words: readonly string[], names: readonly string[], table: OptionTable): Reading {
  const operands = [...words];
  const values = names.map((name) => {
    const at = operands.findIndex(
      (word, index) => index >= words.length - names.length && hasForm(word, table[name]),
    );
    return at < 0 ? 'VALUE' : operands.splice(at, 1)[0];
  });
  return { values, operands };
}
