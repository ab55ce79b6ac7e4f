import { lstatSync, watch } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../errors.ts';
import { errorText, warningText } from '../report/report.ts';
import { invocationText } from '../run/logs.ts';
import { readFunctionSources } from '../run/source.ts';
import type { Session } from '../session.ts';
import { say } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import type { Report } from '../types.ts';
import { locateProject } from './choose-project.ts';
import { type CallInputs, type Invocations, prepareInvocations } from './invocations.ts';
import { announceDebugger, reportOf, runAll } from './run-invocations.ts';

/** How many rounds in a row a change may begin that was made while the round before ran. */
const mostOvertakings = 2;

/**
 * Runs functions, and again whenever a file that they are made of changes, until the signal is aborted. Everything is
 * read anew for each later round; one that cannot begin says why, and waits for the next change. Where changes are made
 * during one round after the other, as by a function that writes a file that it loads, the next round is not overtaken.
 */
export async function watchFunctions(
  first: Invocations,
  inputs: CallInputs,
  session: Session,
): Promise<Report> {
  const settled = settle(inputs, first);
  const { stderr } = session.terminal;
  let latest = first;
  let prepared: Invocations | undefined = first;
  const told = new Set<string>();
  let overtakings = 0;
  for (;;) {
    const next = () => nextChange(watchedOf(latest), session.signal);
    const isOvertaken = overtakings < mostOvertakings;
    const change = isOvertaken ? next() : undefined;
    if (!isOvertaken) stderr.write(`${stderr.style.dim(ownChanges)}\n`);
    if (prepared !== undefined) await showRound(prepared, session, change, told);
    const end = Date.now();
    await sleep(clockTickMs);
    const waiting = change ?? next();
    stderr.write(`${stderr.style.dim('Waiting for changes. Ctrl-C: stop')}\n`);
    let changed = await waiting;
    while (!isOvertaken && changed !== undefined && changedAt(changed) <= end) changed = await next();
    if (changed === undefined) return reportOf(latest, { results: [], warnings: [] }, settled, session);
    overtakings = changedAt(changed) <= end ? overtakings + 1 : 0;
    stderr.write(`${separator(path.relative(latest.project.root, changed), stderr)}\n`);
    prepared = await prepareAgain(settled, session);
    latest = prepared ?? latest;
  }
}

/** A file's time may be behind the clock by so much: nobody who answers to what is shown is taken for the function. */
const clockTickMs = 20;

const ownChanges = 'Files changed during the last two runs. Changes are ignored until this run ends.';

/** When a file was last changed, in milliseconds since 1970; of one that is gone or cannot be seen, now. */
function changedAt(file: string): number {
  try {
    return lstatSync(file).ctimeMs;
  } catch {
    return Date.now();
  }
}

/** What was asked for the first round is not asked again. */
function settle(inputs: CallInputs, { project, invocations }: Invocations): CallInputs {
  return {
    ...inputs,
    functionName: inputs.options.all ? undefined : invocations[0]?.function,
    options: {
      ...inputs.options,
      // All functions may lie in several folders.
      ...(inputs.options.all
        ? {}
        : { 'functions-directory': path.join(project.root, project.functionsDirectory) }),
    },
  };
}

/** A line between two rounds, with the file that changed. */
function separator(file: string, { style, columns }: Session['terminal']['stderr']): string {
  const text = `${style.unicode ? '──' : '--'} ${printable(file.replaceAll(path.sep, '/'))} changed `;
  const rest = Math.max(0, Math.min(columns(), 80) - text.length);
  return style.dim(`\n${text}${(style.unicode ? '─' : '-').repeat(rest)}`);
}

/**
 * Runs one round and shows it; a change, where one is waited for, overtakes it and stops what runs.
 *
 * @param told the warnings of the rounds before, which are not repeated; those of this one are added
 */
async function showRound(
  prepared: Invocations,
  session: Session,
  change: Promise<string | undefined> | undefined,
  told: Set<string>,
): Promise<void> {
  const { stdout, stderr } = session.terminal;
  if (prepared.invocations[0]?.inspectPort !== undefined) announceDebugger(prepared, session);
  const overtaken = new AbortController();
  const running = runAll(prepared, session, AbortSignal.any([session.signal, overtaken.signal]));
  const overtaking = change === undefined ? [] : [change.then(() => undefined)];
  const round = await Promise.race([running, ...overtaking]);
  if (round === undefined) {
    overtaken.abort();
    await running;
    return;
  }
  const { results } = round;
  const warnings = [...round.warnings, ...results.flatMap((result) => result.warnings)];
  const { toldWarnings } = await import('../messages/words.ts');
  for (const { message } of toldWarnings(warnings).filter((one) => !told.has(one.message))) {
    told.add(message);
    say(stderr, warningText(message, stderr.style));
  }
  stdout.write(`${results.map((result) => invocationText(result, stdout.style)).join('\n\n')}\n`);
}

async function prepareAgain(inputs: CallInputs, session: Session): Promise<Invocations | undefined> {
  const { stderr } = session.terminal;
  try {
    return await prepareInvocations(await locateProject(inputs.options, session, true), inputs, session);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { toldProblem } = await import('../messages/words.ts');
    say(stderr, errorText(toldProblem(error), stderr.style));
    return undefined;
  }
}

/** What is watched for changes in everything that functions are made of. */
interface Watched {
  /** Absolute paths; those that do not exist are left out. */
  readonly folders: readonly string[];
  /** Names of the JSON files that the functions' code loads. */
  readonly loaded: ReadonlySet<string>;
}

/** The folders of everything that functions are made of: their configuration, their fixtures, and their local files. */
function watchedOf({ project, invocations }: Invocations): Watched {
  const own = invocations.map(({ file, functionsDirectory, configFile }) => {
    const sources = readFunctionSources(file, functionsDirectory);
    return {
      folders: [
        functionsDirectory,
        path.dirname(path.join(project.root, configFile)),
        ...sources.map((source) => path.dirname(path.join(functionsDirectory, source.file))),
      ],
      loads: sources.flatMap(({ imports }) =>
        imports.map(({ specifier = '' }) => path.posix.basename(specifier)),
      ),
    };
  });
  const folders = [...own.flatMap((one) => one.folders), path.join(project.root, 'fixtures')];
  const loads = own.flatMap((one) => one.loads);
  return { folders: [...new Set(folders)], loaded: new Set(loads.filter((name) => name.endsWith('.json'))) };
}

/** Milliseconds that changes are gathered: editors write a file in several steps. */
const gatherMs = 100;
/**
 * Files that a function is made of. Data that it writes beside itself is none of them: it would run for ever.
 *
 * @param loaded names of JSON files that its code loads
 */
function isRelevant(folder: string, name: string, loaded: ReadonlySet<string>): boolean {
  if (/^\.env|\.[cm]?js$|^(?:package|serverless|app|hsproject)\.json$|-hsmeta\.json$/i.test(name))
    return true;
  return name.endsWith('.json') && (path.basename(folder) === 'fixtures' || loaded.has(name));
}

/**
 * Resolves with the file that has changed in these folders, and with undefined when the signal is aborted. Folders
 * within them are not watched.
 */
export function nextChange({ folders, loaded }: Watched, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const watchers = folders.flatMap((folder) =>
      watchFolder(folder, loaded, (file) => (timer ??= setTimeout(end, gatherMs, file))),
    );
    const end = (changed: string | undefined): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      for (const watcher of watchers) watcher.close();
      resolve(changed);
    };
    const onAbort = (): void => end(undefined);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
}

function watchFolder(folder: string, loaded: ReadonlySet<string>, onChange: (file: string) => void) {
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name === null || isRelevant(folder, name, loaded)) onChange(path.join(folder, name ?? ''));
    });
    // A folder that is removed ends its watcher.
    watcher.on('error', () => onChange(folder));
    return [watcher];
  } catch {
    return [];
  }
}
