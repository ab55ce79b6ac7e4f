/**
 * Every option, defined once. Parsing, prompts, help, validation, the schema of answers files, shell completion and
 * the printed equivalent command are derived from these tables.
 */

type OptionKind =
  /** One value. If the option is given twice, both values must be the same. */
  | 'text'
  /** Several values: the option can be repeated, or its value comma-separated. */
  | 'list'
  /** Several values, by repeating the option (a comma is part of the value). */
  | 'pairs'
  /** Present or not; `--no-<name>` means no if `negatable` is set. */
  | 'switch'
  /** A whole number greater than zero. */
  | 'number'
  /** Present without a value or with one: `--inspect`, `--inspect=9230`. */
  | 'optional-number';

export type OptionTable = Readonly<Record<string, OptionRow>>;

export type Choices = 'templates' | 'platforms' | 'methods' | 'packageManagers' | 'formats';

export interface OptionRow {
  readonly kind: OptionKind;
  /** Does it apply to a single function, and not to the project or the run? */
  readonly ofFunction?: true;
  /** One line for help, lower case, without a full stop. */
  readonly summary: string;
  /** The smallest accepted number; 1 if left out. */
  readonly least?: number;
  readonly most?: number;
  /** How the value is written in help, such as `<name>`. */
  readonly value?: string;
  /** What kind of path its value is, for completion in a shell. */
  readonly path?: 'file' | 'folder';
  /**
   * Whether the option only counts if it reaches this program directly, and not if npm consumed it. This is true for options
   * that read a file, open a port or start a browser. Options with a `path` are treated the same way.
   */
  readonly typedOnly?: true;
  /**
   * Whether the run does or accepts less with it, or with its `--no-` form if it is negatable. A run that lost it would do more
   * than the user wants.
   */
  readonly restrains?: true;
  readonly short?: string;
  /** Whether it is a switch that `--no-<name>` turns off. */
  readonly negatable?: true;
  /** Whether help only shows the `--no-` form, because the positive form is the default. */
  readonly shownNegated?: true;
  readonly choices?: Choices;
  /** The default in words, for help. */
  readonly default?: string;
  /** The question, and a line that helps to answer it. Options without a question are never asked for. */
  readonly question?: { readonly message: string; readonly why: string };
}

const functionsDirectory = {
  kind: 'text',
  value: '<path>',
  path: 'folder',
  summary: 'the .functions folder to use, if a project has several',
  default: 'the only one',
} as const satisfies OptionRow;

/** Options of every command except `completion`, which has no `color`. */
const common = {
  json: { kind: 'switch', summary: 'print the result as one JSON document' },
  help: { kind: 'switch', short: 'h', summary: 'show this help; with --json as JSON' },
  version: { kind: 'switch', short: 'v', summary: 'show the version' },
  color: { kind: 'switch', negatable: true, shownNegated: true, summary: 'print without color' },
} as const satisfies Record<string, OptionRow>;

/** Options of creating a project and of adding a function, in the order they are asked and shown. */
export const createOptions = {
  app: {
    kind: 'text',
    value: '<name>',
    summary: 'app name as HubSpot shows it (new project); folder and uid are derived from it',
    default: "the directory's name",
    question: { message: 'App name?', why: 'As HubSpot shows it. Any text.' },
  },
  function: {
    kind: 'text',
    ofFunction: true,
    value: '<name>',
    summary: 'function name',
    default: "the template's name; required in an existing project",
    question: {
      message: 'Function name?',
      why: 'Used for the file, and by UI extensions to call the function.',
    },
  },
  template: {
    kind: 'text',
    ofFunction: true,
    value: '<name>',
    choices: 'templates',
    summary: 'what the function does',
    default: 'hello',
    question: { message: 'What should the function do?', why: 'A starting point: edit it freely.' },
  },
  platform: {
    kind: 'text',
    value: '<version>',
    choices: 'platforms',
    summary: 'platform version (new project); latest is the newest that HubSpot builds',
    default: "2023.2; in an existing project the project's own",
    question: {
      message: 'Which platform version?',
      why: 'Sets the project layout. HubSpot only builds supported versions.',
    },
  },
  secret: {
    kind: 'list',
    ofFunction: true,
    value: '<NAME>',
    summary: 'name of a secret that the function reads; repeatable',
    default: 'what the template needs',
    question: {
      message: 'Which secrets does it read?',
      why: 'Names only, for example STRIPE_KEY. Separate several with spaces or commas.',
    },
  },
  token: {
    kind: 'switch',
    ofFunction: true,
    negatable: true,
    summary: 'the function calls HubSpot with PRIVATE_APP_ACCESS_TOKEN',
    default: 'what the template needs',
    question: {
      message: 'Does it call HubSpot with PRIVATE_APP_ACCESS_TOKEN?',
      why: 'HubSpot provides the token when deployed. For local runs, put it in .env.',
    },
  },
  endpoint: {
    kind: 'text',
    ofFunction: true,
    value: '<path>',
    summary: 'public path; without one, only UI extensions can call the function',
    default: 'none; <app>/<function> for a template that answers requests',
    question: {
      message: 'Endpoint path?',
      why: 'Paths are shared across your account: the latest deploy wins.',
    },
  },
  method: {
    kind: 'list',
    ofFunction: true,
    value: '<METHOD>',
    choices: 'methods',
    summary: 'method of the endpoint; repeatable',
    default: "the template's methods, else GET",
    question: { message: 'Which HTTP methods does it accept?', why: 'HubSpot rejects all others.' },
  },
  card: {
    kind: 'switch',
    ofFunction: true,
    negatable: true,
    summary: 'add a CRM card (UI extension) that calls the function',
    default: 'no',
    question: { message: 'Add a CRM card that calls it?', why: 'A card shows on contacts in HubSpot.' },
  },
  dependency: {
    kind: 'list',
    ofFunction: true,
    value: '<name[@range]>',
    summary: 'npm package for the function; repeatable',
    default: 'what the template needs',
    question: {
      message: 'Which extra npm packages does it need?',
      why: 'For example axios or zod@^3. Separate several with commas.',
    },
  },
  'package-manager': {
    kind: 'text',
    value: '<name>',
    choices: 'packageManagers',
    summary: 'package manager',
    default: "the one you run this with, else the lockfile's, else npm",
    question: { message: 'Which package manager?', why: "Installs the function's packages." },
  },
  'functions-directory': functionsDirectory,
  install: {
    kind: 'switch',
    negatable: true,
    shownNegated: true,
    restrains: true,
    summary: 'skip installing packages',
  },
  'allow-scripts': { kind: 'switch', summary: 'let packages run their install scripts' },
  invoke: {
    kind: 'switch',
    negatable: true,
    shownNegated: true,
    restrains: true,
    summary: 'skip the test run at the end',
  },
  answers: {
    kind: 'text',
    value: '<file or ->',
    path: 'file',
    summary: 'JSON file with these options as keys; - reads standard input',
  },
  yes: { kind: 'switch', short: 'y', summary: 'accept all defaults' },
  'dry-run': { kind: 'switch', restrains: true, summary: 'show the plan and write nothing' },
  diff: { kind: 'switch', summary: 'show a diff of each changed file' },
  ...common,
} as const satisfies Record<string, OptionRow>;

export const completionOptions = {
  json: common.json,
  help: common.help,
  version: common.version,
} as const satisfies OptionTable;

/** Options of `invoke`. */
export const invokeOptions = {
  context: {
    kind: 'text',
    value: '<file or ->',
    path: 'file',
    summary: 'context as JSON; - reads standard input',
    default: 'fixtures/<function>.json, else a sample',
  },
  parameter: { kind: 'pairs', value: '<name=value>', summary: 'a parameter of the call; repeatable' },
  method: {
    kind: 'text',
    value: '<METHOD>',
    choices: 'methods',
    summary: 'HTTP method (endpoints)',
    default: 'the first one the endpoint lists (with --body: other than GET)',
  },
  query: { kind: 'pairs', value: '<name=value>', summary: 'query parameter (endpoints); repeatable' },
  body: { kind: 'text', typedOnly: true, value: '<json, @file or ->', summary: 'request body (endpoints)' },
  header: { kind: 'pairs', value: '<name=value>', summary: 'request header (endpoints); repeatable' },
  timeout: {
    kind: 'number',
    most: 999_999_999,
    value: '<ms>',
    summary: 'time limit in milliseconds',
    default: '15000, as in HubSpot',
  },
  all: { kind: 'switch', summary: 'run every function of the project' },
  node: {
    kind: 'number',
    // Older versions cannot load the module that calls the function.
    least: 16,
    most: 999,
    value: '<major>',
    summary: 'run functions on this Node.js major version',
    default: 'the one that runs this program',
  },
  inspect: {
    kind: 'optional-number',
    typedOnly: true,
    most: 65_535,
    value: '[=port]',
    summary: 'wait for a debugger; no time limit',
    default: 'port 9229',
  },
  watch: { kind: 'switch', summary: 'run again whenever a file changes' },
  'functions-directory': functionsDirectory,
  ...common,
} as const satisfies Record<string, OptionRow>;

/** Options of `dev`. */
export const devOptions = {
  port: {
    kind: 'number',
    typedOnly: true,
    most: 65_535,
    value: '<n>',
    summary: 'port to listen on',
    default: '3210, or the next one that is free',
  },
  host: {
    kind: 'text',
    typedOnly: true,
    value: '<address>',
    summary: 'address to listen on; 0.0.0.0 lets other machines in',
    default: 'this machine only',
  },
  'allow-host': {
    kind: 'list',
    typedOnly: true,
    value: '<name>',
    summary: 'another host name to accept, such as that of a tunnel; repeatable',
  },
  account: {
    kind: 'number',
    value: '<id>',
    summary: 'account ID that functions get in their context',
    default: 'a sample',
  },
  timeout: invokeOptions.timeout,
  node: invokeOptions.node,
  inspect: { ...invokeOptions.inspect, summary: 'make each call wait for a debugger, without a time limit' },
  'as-production': { kind: 'switch', summary: 'answer errors with an empty body, as HubSpot does' },
  open: { kind: 'switch', typedOnly: true, summary: 'open the page in a browser' },
  'functions-directory': functionsDirectory,
  ...common,
  json: { ...common.json, summary: 'one JSON document per line on standard output, one for each event' },
} as const satisfies OptionTable;

/** Options of `migrate`. */
export const migrateOptions = {
  platform: {
    kind: 'text',
    value: '<version>',
    summary: 'platform version to move to',
    default: 'latest: the newest that HubSpot builds',
  },
  from: {
    kind: 'text',
    value: '<folder>',
    path: 'folder',
    summary: 'move design-manager functions: a *.functions folder outside a project',
  },
  app: {
    kind: 'text',
    value: '<name>',
    summary: 'with --from, where there is no project yet: name of the new app',
    default: "derived from the folder's name",
    question: { message: 'What is the new app called?', why: 'As HubSpot shows it. Any text.' },
  },
  'fix-callers': {
    kind: 'switch',
    summary: 'with --from: change the old addresses in the files that call them',
  },
  'skip-card': { kind: 'list', value: '<name>', summary: 'leave out a card without React code; repeatable' },
  restore: {
    kind: 'text',
    value: '<folder>',
    path: 'folder',
    summary: 'undo a migration: the folder in archive/ that it left',
  },
  invoke: {
    kind: 'switch',
    negatable: true,
    shownNegated: true,
    restrains: true,
    summary: 'do not run the functions before and after to compare',
  },
  yes: createOptions.yes,
  'dry-run': createOptions['dry-run'],
  diff: createOptions.diff,
  ...common,
} as const satisfies OptionTable;

/** Options of `check`. */
export const checkOptions = {
  fix: { kind: 'switch', summary: 'fix what can be fixed safely' },
  'dry-run': {
    kind: 'switch',
    restrains: true,
    summary: 'with --fix: show what would change, write nothing',
  },
  diff: { kind: 'switch', summary: "with --fix: show each changed file's diff" },
  strict: { kind: 'switch', restrains: true, summary: 'fail on warnings too' },
  format: {
    kind: 'text',
    value: '<format>',
    choices: 'formats',
    summary: 'how findings are printed',
    default: 'text; github in GitHub Actions',
  },
  rule: { kind: 'list', restrains: true, value: '<id>', summary: 'check only this rule; repeatable' },
  explain: {
    kind: 'text',
    value: '<id>',
    summary: 'explain a rule: what it finds, why it matters, and the source',
  },
  'functions-directory': { ...functionsDirectory, default: 'all of them' },
  ...common,
} as const satisfies Record<string, OptionRow>;

/** Output formats of `check`. */
export const formats = ['text', 'json', 'github', 'sarif'] as const;

type ValueOfKind<Kind extends OptionKind> = Kind extends 'text'
  ? string
  : Kind extends 'list' | 'pairs'
    ? readonly string[]
    : Kind extends 'switch'
      ? boolean
      : Kind extends 'number'
        ? number
        : number | true;

/** The options of a table that were given, with their values. Options that were not given are absent. */
export type Given<Table extends Record<string, OptionRow>> = {
  readonly [Name in keyof Table]?: ValueOfKind<Table[Name]['kind']>;
};

type OfFunction<Table> = {
  [Name in keyof Table]: Table[Name] extends { readonly ofFunction: true } ? Name : never;
}[keyof Table];

export type CreateOptions = Given<typeof createOptions>;
export type InvokeOptions = Given<typeof invokeOptions>;
export type DevOptions = Given<typeof devOptions>;
export type MigrateOptions = Given<typeof migrateOptions>;

export type CheckOptions = Given<typeof checkOptions>;
/** The options that apply to a single function. */
export type FunctionOptions = Pick<CreateOptions, OfFunction<typeof createOptions>>;
/** Whether this is the name of an option that applies to a single function. */
export function isOfFunction(name: string): boolean {
  return (createOptions as OptionTable)[name]?.ofFunction === true;
}

/** The options that apply to the project and the run. */
export type ProjectOptions = Omit<CreateOptions, keyof FunctionOptions>;

/** HTTP methods that an endpoint can list. */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type Method = (typeof methods)[number];
