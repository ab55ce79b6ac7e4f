import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../errors.ts';
import { memoized } from '../memoized.ts';
import { identityOf } from '../project/same-file.ts';
import { exempt } from '../report/exempt.ts';
import { maskOf, maskOfWords, valuesAround } from '../report/mask.ts';
import { masked, maskTokens } from '../report/mask-tokens.ts';
import { errorText, warningText } from '../report/report.ts';
import { invocationText } from '../run/logs.ts';
import { mainIn, placesOf, readFunctionSources } from '../run/source.ts';
import { filesBelow, stampOfFiles } from '../serve/project.ts';
import type { Session } from '../session.ts';
import { lineWidth, say } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import type { InvocationResult, Project, Report } from '../types.ts';
import { namesIn, realName } from '../write/read-file.ts';
import { locateProject } from './choose-project.ts';
import { type CallInputs, type Invocations, prepareInvocations } from './invocations.ts';
import { announceDebugger, reportOf, runAll } from './run-invocations.ts';

/** Maximum number of rounds in a row that are started by a change during the round before. */
const mostOvertakings = 2;

/**
 * Runs functions, and runs them again whenever one of their files changes, until the signal is aborted. Each round reads
 * everything again. A round that cannot start reports why, and the next change starts another. A change during a round stops
 * it and starts the next. If this happens several times in a row, as with a function that writes a file it loads, the next
 * round runs to its end.
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
  let watched = watchedOf(first);
  let stamps = stampsOf(watched);
  const told = new Set<string>();
  let overtakings = 0;
  for (;;) {
    // With a debugger, each round is started by a person, so it can always be stopped.
    const mayStop = overtakings < mostOvertakings || prepared?.invocations[0]?.inspectPort !== undefined;
    const change = mayStop ? nextChange(watched, session.signal, stamps) : undefined;
    if (!mayStop) stderr.write(`${stderr.style.dim(ownChanges)}\n`);
    const isWhole = prepared === undefined || (await showRound(prepared, session, change, told));
    const meanwhile = changedSince(stamps, watched);
    const waiting = change ?? nextChange(watchedOf(latest), session.signal);
    stderr.write(`${stderr.style.dim('Waiting for changes. Ctrl-C: stop')}\n`);
    const changed = await waiting;
    if (changed === undefined) return reportOf(latest, { results: [], warnings: [] }, settled, session);
    overtakings = mayStop && (!isWhole || meanwhile !== undefined) ? overtakings + 1 : 0;
    const { root } = latest.project;
    const name = maskOf(valuesAround([root], session))(path.relative(root, changed) || '.');
    stderr.write(`${separator(name, stderr)}\n`);
    do {
      stamps = stampsOf(watchedOf(latest));
      prepared = await prepareAgain(settled, session);
      latest = prepared ?? latest;
      watched = watchedOf(latest);
      // If something changed during reading, read everything again.
    } while (changedSince(stamps, watched) !== undefined);
  }
}

const ownChanges = 'Files changed during two runs. Changes are ignored until this run ends: save again.';

/** The state of everything watched, by path: identities of folders and fingerprints of files. */
function stampsOf({ folders, trees, loads }: Watched): ReadonlyMap<string, string | undefined> {
  const listed = folders.flatMap((folder) => namesIn(folder).map((name) => path.join(folder, name)));
  const files = [...listed, ...trees.flatMap((folder) => filesBelow(folder))].filter(
    (file) => loads.has(file) || isRelevant(file),
  );
  return new Map([
    ...folders.map((folder) => [folder, identityOf(folder)] as const),
    ...files.map((file) => [file, stampOfFiles([file])] as const),
  ]);
}

/** The path of something that has changed since; undefined if nothing has. */
function changedSince(stamps: ReturnType<typeof stampsOf>, watched: Watched): string | undefined {
  const now = stampsOf(watched);
  return [...now.keys(), ...stamps.keys()].find((file) => now.get(file) !== stamps.get(file));
}

/** Fixes the choices made for the first round, so that later rounds do not ask again. */
function settle(inputs: CallInputs, { project, invocations }: Invocations): CallInputs {
  // With --all, functions can be in several folders.
  if (inputs.options.all) return inputs;
  const functionsDirectory = path.join(project.root, project.functionsDirectory);
  return {
    ...inputs,
    functionName: invocations[0]?.function,
    options: { ...inputs.options, 'functions-directory': functionsDirectory },
  };
}

function separator(file: string, { style, columns }: Session['terminal']['stderr']): string {
  const text = `${style.unicode ? '──' : '--'} ${printable(file.replaceAll(path.sep, '/'))} changed `;
  const rest = Math.max(0, Math.min(columns(), 80) - text.length);
  return style.dim(`\n${text}${(style.unicode ? '─' : '-').repeat(rest)}`);
}

/**
 * Runs one round and shows it, without warnings that were already shown.
 * @param change if it resolves during the round, the round is stopped
 * @returns whether the round ran to its end
 */
async function showRound(
  prepared: Invocations,
  session: Session,
  change: Promise<string | undefined> | undefined,
  told: Set<string>,
): Promise<boolean> {
  const { stdout, stderr } = session.terminal;
  if (prepared.invocations[0]?.inspectPort !== undefined) announceDebugger(prepared, session);
  const overtaken = new AbortController();
  const running = runAll(prepared, session, AbortSignal.any([session.signal, overtaken.signal]));
  const overtaking = change === undefined ? [] : [change.then(() => undefined)];
  const round = await Promise.race([running, ...overtaking]);
  if (round === undefined) {
    overtaken.abort();
    await running;
    return false;
  }
  const hide = maskOfWords(valuesAround([], session));
  const results = maskTokens(masked(round.results, hide, exempt.values));
  const warnings = [...round.warnings, ...results.flatMap((result) => result.warnings)];
  const { toldWarnings } = await import('../messages/words.ts');
  for (const { message } of masked(toldWarnings(warnings), hide).filter((one) => !told.has(one.message))) {
    told.add(message);
    say(stderr, warningText(message, stderr.style));
  }
  const textOf = (result: InvocationResult) => invocationText(result, stdout.style, true, lineWidth(stdout));
  stdout.write(`${results.map(textOf).join('\n\n')}\n`);
  return true;
}

async function prepareAgain(inputs: CallInputs, session: Session): Promise<Invocations | undefined> {
  const { stderr } = session.terminal;
  try {
    return await prepareInvocations(await locateProject(inputs.options, session, true), inputs, session);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { toldProblem } = await import('../messages/words.ts');
    const hide = maskOfWords(valuesAround([], session));
    say(stderr, hide(errorText(toldProblem(error), stderr.style)));
    return undefined;
  }
}

/** The paths to watch for changes in the files of functions. */
interface Watched {
  /** Absolute paths, including folders that do not exist yet. */
  readonly folders: readonly string[];
  /** Absolute paths of folders whose subfolders are watched, too. */
  readonly trees: readonly string[];
  /** Absolute paths of files that the functions' code might load. */
  readonly loads: ReadonlySet<string>;
}

/** The folders with a project's configuration, functions and fixtures, as absolute paths. */
export function projectFolders({ root, appDirectory, functionsDirectory }: Project): readonly string[] {
  return [functionsDirectory, appDirectory, 'fixtures', '.'].map((folder) => path.join(root, folder));
}

/**
 * The folders of the project, of the functions' configuration, and of the files that they load, whether or not these exist.
 * Not every load shows in code, so all code in the functions folders is watched.
 */
function watchedOf({ project, invocations }: Invocations): Watched {
  const mainOf = memoized(mainIn);
  const own = invocations.map(({ file, functionsDirectory, configFile }) => {
    const folder = realName(functionsDirectory);
    const sources = readFunctionSources(file, folder);
    const loads = sources.flatMap((source) =>
      source.imports.flatMap(({ specifier = '' }) =>
        placesOf(specifier, path.join(folder, source.file, '..'), mainOf),
      ),
    );
    const read = sources.map((source) => path.join(folder, source.file));
    const files = [file, path.join(project.root, configFile), ...read, ...loads];
    return { folders: [functionsDirectory, ...files.map((one) => path.dirname(one))], loads };
  });
  const folders = [...own.flatMap((one) => one.folders), ...projectFolders(project)];
  return {
    folders: [...new Set(folders)],
    trees: [...new Set(invocations.map(({ functionsDirectory }) => functionsDirectory))],
    loads: new Set(own.flatMap(({ loads }) => loads)),
  };
}

/** How long to collect changes before the next round, in milliseconds, because editors write a file in several steps. */
const gatherMs = 100;

/**
 * How often to check for changes, in milliseconds. Events from the system are not enough: they miss changes made under
 * another name of a file, on network disks, in a folder that replaces another, or when no watchers are free.
 */
const lookMs = 100;

/** How much longer the pause after a check is than the check itself. Matters with thousands of files. */
const restFactor = 50;

/**
 * Whether a function is made of this file, whatever its code loads. Other files count only if the code loads them;
 * otherwise, a function that writes data next to itself would run forever.
 */
function isRelevant(file: string): boolean {
  const name = path.basename(file);
  if (/^\.env|\.[cm]?js$|^(?:package|serverless|app|hsproject)\.json$|-hsmeta\.json$/i.test(name))
    return true;
  return name.endsWith('.json') && path.basename(path.dirname(file)) === 'fixtures';
}

/**
 * Resolves with the absolute path of a file that changed in these folders, or of a folder that was created, removed or
 * replaced. Resolves with undefined if the signal is aborted.
 * @param stamps the state before the change; defaults to the current state
 */
export async function nextChange(
  watched: Watched,
  signal: AbortSignal,
  stamps = stampsOf(watched),
): Promise<string | undefined> {
  while (!signal.aborted) {
    const startedAt = performance.now();
    const changed = changedSince(stamps, watched);
    const restMs = Math.max(lookMs, restFactor * (performance.now() - startedAt));
    await sleep(changed === undefined ? restMs : gatherMs, undefined, { signal }).catch(() => {});
    if (changed !== undefined && !signal.aborted) return changed;
  }
  return undefined;
}
