import { closeSync } from 'node:fs';
import { parse } from 'node:path';
import { callersFolder } from './args/caller.ts';
import { refuseRewritten } from './args/git-bash.ts';
import { asksForJson, recoverNpmFlags } from './args/npm-flags.ts';
import { parseArguments, refuseClashes } from './args/parse-args.ts';
import { helpAsJson, helpFor } from './args/prepared.ts';
import { printCommandsFor } from './args/shell.ts';
import { exitCodes, interruptionCode, unlessProblem } from './errors.ts';
import { type PassedOn, typedSettings } from './install/npmrc.ts';
import { refusal } from './messages/messages.ts';
import { maskTokens } from './report/mask-tokens.ts';
import {
  bareFault,
  errorText,
  inWords,
  type Known,
  reportDocument,
  reportText,
  shownError,
  warningText,
} from './report/report.ts';
import type { Session } from './session.ts';
import { lineWidth, type Output, openTerminal, say, type Terminal } from './terminal/terminal.ts';
import { printableJson, wrapWords } from './terminal/text.ts';
import type { Environment, Report, ToldReport } from './types.ts';
import { realName } from './write/read-file.ts';

/** This program's version, inserted by the build. */
declare const VERSION: string;

/** Runs the program. This is the only file that accesses `process`, and every error ends up here. */
export async function main(output: Output): Promise<void> {
  const argv = process.argv.slice(2);
  const caller = passedOn();
  const json = asksForJson(argv, { ...caller.env, ...caller.unclear });
  const terminal = await terminalOf(argv, output);
  const session = sessionIn(terminal);
  printCommandsFor(session);
  let typed: readonly string[] = argv;
  const tell = async (report: Report): Promise<void> => {
    let told = await inWords(report);
    // A run that only writes a project does not need the masks, so their code is not loaded.
    if (told.mode !== 'create' || told.error !== undefined) {
      const { withoutSecrets } = await import('./report/without-secrets.ts');
      told = withoutSecrets(told, typed, session);
    }
    const hasWritten = report.changes.some(({ action }) => action !== 'unchanged');
    if (hasWritten && report.dryRun !== true) output.lossCode = exitCodes.done;
    print(maskTokens(told), json, terminal);
  };
  // Node would print an uncaught error as it is, with any secret its message contains.
  process.once('uncaughtException', (error) => {
    process.on('uncaughtException', () => process.exit(exitCodes.fault));
    void reportOf(error)
      .then(tell)
      .catch(async () => print(await inWords(bareFault(error, nothingKnown())), json, terminal))
      .finally(() => process.exit(exitCodes.fault));
  });
  const readWords = () => {
    typed = recoverNpmFlags(argv, caller.env, caller);
    return typed;
  };
  const result = await run(readWords, caller.env, session).catch(reportOf);
  if (typeof result === 'string') terminal.stdout.write(result);
  else await tell(result);
}

function terminalOf(argv: readonly string[], output: Output): Promise<Terminal> {
  let stdin: typeof process.stdin | undefined;
  return openTerminal({
    get stdin() {
      if (stdin === undefined) process.stdin.once('end', closeAtExit).once('error', closeAtExit);
      stdin = process.stdin;
      return stdin;
    },
    output,
    env: process.env,
    system: process.platform,
    color: argv.includes('--no-color') ? false : undefined,
  });
}

function sessionIn(terminal: Terminal): Session {
  const signals = hearSignals();
  return {
    get cwd() {
      return longName(callersFolder(workingDirectory(), process.env));
    },
    env: process.env,
    system: process.platform,
    version: VERSION,
    terminal,
    stop: signals.stop,
    get signal() {
      return signals.signal;
    },
  };
}

/** Returns the report, or the text that was requested (help, version, completion). */
async function run(
  readWords: () => readonly string[],
  caller: Environment,
  session: Session,
): Promise<Report | string> {
  const call = parseArguments(readWords(), caller);
  const { json = false } = call.options;
  if (call.options.help)
    return json ? helpAsJson(session.version) : shownHelp(helpFor(call.command), session);
  if (call.options.version) {
    return json
      ? documentText({ name: 'create-hs-function', version: session.version })
      : `${session.version}\n`;
  }
  refuseClashes(call);
  refuseRewritten(call, session);
  switch (call.command) {
    case 'create':
      return (await import('./commands/create.ts')).create(call, session);
    case 'invoke':
      return (await import('./commands/invoke.ts')).invoke(call.operand, call.options, session);
    case 'dev':
      return (await import('./commands/dev.ts')).dev(call.options, session);
    case 'migrate':
      return (await import('./commands/migrate.ts')).migrate(call.options, session);
    case 'check':
      return (await import('./commands/check.ts')).check(call.options, session);
    case 'completion': {
      const { completionScript } = await import('./args/completion.ts');
      const script = completionScript(call.operand);
      return json ? documentText({ shell: call.operand, script }) : script;
    }
  }
}

/** The environment, in which only what was typed counts as an option. */
function passedOn(): PassedOn {
  const { npm_command: command, npm_lifecycle_event: event } = process.env;
  if ((command ?? event) === undefined) return { env: process.env, given: {}, unclear: {} };
  // A missing working directory is reported when it is needed.
  return typedSettings(process.env, unlessProblem(workingDirectory));
}

/**
 * Help with bold titles, if the terminal supports it. Titles are the lines that are not indented and do not end in a full
 * stop. In a narrow terminal, the second column moves below the first.
 */
function shownHelp(help: string, { terminal: { stdout } }: Session): string {
  const columns = lineWidth(stdout);
  const inOneColumn = () =>
    help
      .replace(/\n {8,}/g, '  ')
      .replace(/^( {2}\S+(?: \S+)*) {2,}(.+)/gm, (_, head: string, summary: string) => {
        return `${head}\n${' '.repeat(6)}${summary.replace(/ {2,}/g, ' ')}`;
      });
  const fitting = columns < 80 ? wrapWords(inOneColumn(), columns) : help;
  return fitting.replace(/^\S.*[^.\n]$/gm, stdout.style.bold);
}

/** Output for `--json` that is not a report. */
function documentText(document: object): string {
  return `${printableJson(JSON.stringify(document, null, 2))}\n`;
}

/** @throws Problem (code 2) if the folder was removed, or its path is longer than the system allows */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refusal('no-working-directory', { reason: code });
  }
}

/**
 * On Windows, replaces a short folder name such as `PROGRA~1` by the full one. A drive letter mapped to another folder is
 * kept.
 */
function longName(folder: string): string {
  const real = process.platform === 'win32' ? realName(folder) : folder;
  return parse(real).root === parse(folder).root ? real : folder;
}

async function reportOf(error: unknown): Promise<Report> {
  const { failedRun } = await import('./commands/failure.ts');
  return failedRun(error, nothingKnown());
}

function nothingKnown(): Known {
  const mode =
    (['invoke', 'check', 'migrate', 'dev'] as const).find((name) => name === process.argv[2]) ?? 'create';
  return { mode, project: null };
}

/** Prints the result to standard output and everything else to standard error. */
function print(report: ToldReport, json: boolean, terminal: Terminal): void {
  process.exitCode = report.code;
  const { stdout, conversation } = terminal;
  conversation.end();
  if (json) {
    stdout.writeAsIs(reportDocument(report));
    return;
  }
  for (const { message } of report.warnings)
    say(terminal.stderr, warningText(message, terminal.stderr.style));
  if (report.text !== undefined) {
    stdout.write(report.text);
    return;
  }
  stdout.write(reportText(report, stdout.style, lineWidth(stdout)));
  const error = shownError(report);
  if (error !== undefined) say(terminal.stderr, errorText(error, terminal.stderr.style));
}

/**
 * Signals that would end this program without a report, or open a debugger in it (SIGUSR1). A function can send them.
 * Signals of real faults, such as SIGSEGV, cannot be handled.
 */
const ending = 'INT TERM HUP QUIT USR1 USR2 ALRM VTALRM XCPU IO PWR STKFLT SYS ABRT TRAP'.split(' ');

/** Signals received within this many milliseconds count as sent together. */
const togetherMs = 100;

/**
 * Listens for the first signal that stops this program. A later SIGINT, SIGTERM or SIGHUP ends it immediately, with every
 * process it started. If a function sends several signals at once, the report is still printed.
 */
function hearSignals(): Pick<Session, 'stop' | 'signal'> {
  const stop = { aborted: false, reason: undefined as unknown };
  let controller: AbortController | undefined;
  let heardAt = 0;
  const hear = (name: NodeJS.Signals): void => {
    if (name === 'SIGHUP') closeAtExit();
    const isLater = Date.now() > heardAt + togetherMs;
    if (stop.aborted && isLater && /INT|TERM|HUP/.test(name)) process.exit(interruptionCode(name));
    if (stop.aborted) return;
    heardAt = Date.now();
    Object.assign(stop, { aborted: true, reason: name });
    controller?.abort(name);
  };
  for (const name of ending) process.on(`SIG${name}`, hear);
  return {
    stop,
    get signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (stop.aborted) controller.abort(stop.reason);
      }
      return controller.signal;
    },
  };
}

/** Closes the terminal's streams at exit, for a terminal that is gone: Node.js aborts if it cannot reset it. */
function closeAtExit(): void {
  process.once('exit', () => {
    for (const descriptor of [0, 1, 2]) {
      try {
        closeSync(descriptor);
      } catch {
        // Already closed.
      }
    }
  });
}
