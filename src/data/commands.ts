import {
  checkOptions,
  completionOptions,
  createOptions,
  devOptions,
  type Given,
  invokeOptions,
  migrateOptions,
  type OptionTable,
} from './options.ts';

export interface CommandRow {
  readonly name: CommandName;
  readonly usage: string;
  /** One line for help, lower case, without a full stop. */
  readonly summary: string;
  /** The kind of operand, such as `directory`; undefined if the command takes none. */
  readonly operand?: string;
  /** Its name in help and messages. */
  readonly title: string;
  readonly options: OptionTable;
  /** Conflicts of an option with another option (without `--`), with a certain value of an option, or with the operand. */
  readonly clashes?: Readonly<Record<string, readonly string[]>>;
  /** Options that only work together with another one. */
  readonly needs?: Readonly<Record<string, string>>;
}

/** The commands. Parsing, help, completion and the reference are made from this table. The first is the default. */
export const commands = [
  {
    name: 'create',
    usage: 'npm create hs-function@latest [directory] -- [options]',
    summary: 'create a project, or add a function to an existing one',
    operand: 'directory',
    title: 'create and add',
    options: createOptions,
    clashes: { 'no-install': ['allow-scripts'] },
  },
  {
    name: 'invoke',
    usage: 'npx create-hs-function invoke [function] [options]',
    summary: 'run a function of this project once, as HubSpot would',
    operand: 'function',
    title: 'invoke',
    options: invokeOptions,
    clashes: { all: ['[function]', 'inspect'], watch: ['json'], 'context=-': ['body=-'] },
  },
  {
    name: 'migrate',
    usage: 'npx create-hs-function migrate [options]',
    summary: 'move this project to a platform version that HubSpot builds',
    title: 'migrate',
    options: migrateOptions,
    clashes: {
      from: ['skip-card'],
      restore: ['app', 'fix-callers', 'from', 'platform', 'skip-card', 'no-invoke'],
    },
    needs: { app: 'from', 'fix-callers': 'from' },
  },
  {
    name: 'dev',
    usage: 'npx create-hs-function dev [options]',
    summary: "serve this project's functions on this machine",
    title: 'dev',
    options: devOptions,
  },
  {
    name: 'check',
    usage: 'npx create-hs-function check [options]',
    summary: 'find what would fail, leak or surprise in production, by file and line',
    title: 'check',
    options: checkOptions,
    clashes: {
      explain: ['fix', 'strict', 'rule', 'functions-directory', 'format=github', 'format=sarif'],
      json: ['format=text', 'format=github', 'format=sarif'],
      diff: ['format=github', 'format=sarif'],
    },
    needs: { 'dry-run': 'fix', diff: 'fix' },
  },
  {
    name: 'completion',
    usage: 'npx create-hs-function completion <bash|zsh|fish|powershell>',
    summary: 'print a script that completes options in your shell',
    operand: 'shell',
    title: 'completion',
    options: completionOptions,
  },
] as const satisfies readonly (Omit<CommandRow, 'name'> & { readonly name: string })[];

/** Every option of every command. An option that several commands have takes a value in all of them or in none. */
export const everyOption: OptionTable = Object.assign({}, ...commands.map(({ options }) => options));

type Commands = (typeof commands)[number];
export type CommandName = Commands['name'];

/** The parsed arguments: a command, its operand as typed, and the options that were given. */
export type Call = {
  [Name in CommandName]: {
    readonly command: Name;
    readonly operand?: string;
    readonly options: Given<Extract<Commands, { readonly name: Name }>['options']>;
  };
}[CommandName];

/** Words that name a command. To use a directory with the same name, type `./invoke`. */
export const commandNames: readonly CommandName[] = commands.map(({ name }) => name).slice(1);

/** How to call this program wherever npm is installed. */
export const standardProgram = 'npx create-hs-function';

const newProject = 'npm create hs-function@latest my-app\nInside a project, this adds a function.';
const upload = 'hs project upload\nBefore platform version 2025.2, run migrate first.';

/** Words that people try as commands, and what they probably mean. */
export const likelyCommands: Readonly<Record<string, string>> = {
  help: `${standardProgram} --help`,
  create: newProject,
  init: newProject,
  new: newProject,
  add: 'npm create hs-function@latest -- --function my-function',
  list: `${standardProgram} --help`,
  test: `${standardProgram} check`,
  run: `${standardProgram} invoke`,
  start: `${standardProgram} dev`,
  build: upload,
  deploy: upload,
  upload,
};

/** @param name of a command */
export function commandRow(name: CommandName): CommandRow {
  return commands.find((row) => row.name === name) as CommandRow;
}

/** What each exit code means. */
export const codeMeanings = [
  { code: 0, meaning: 'done, or nothing to do' },
  { code: 1, meaning: 'internal error; nothing changed' },
  { code: 2, meaning: 'unusable or missing input; nothing changed' },
  { code: 3, meaning: 'conflict: something in the way would be lost or clash; nothing changed' },
  { code: 4, meaning: 'the files are in place, the install failed' },
  { code: 5, meaning: 'the files are in place, the invocation failed' },
  { code: 6, meaning: 'check found an error, or with --strict a warning' },
  { code: 130, meaning: 'interrupted (143: terminated); what was made so far is complete' },
] as const;
