import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defaultPort, responseLimitMs } from '../data/limits.ts';
import type { DevOptions } from '../data/options.ts';
import { unlessProblem } from '../errors.ts';
import { localMajor } from '../install/node.ts';
import { openInBrowser } from '../install/open-browser.ts';
import { interruptionProblem, refusal, rejected, warning } from '../messages/messages.ts';
import { toldWarnings } from '../messages/words.ts';
import { maskOfWords, redactorOfWords, valuesAround } from '../report/mask.ts';
import { emptyReport, shownProject } from '../report/report.ts';
import { startAhead } from '../run/child-process.ts';
import { sampleAccount } from '../run/request.ts';
import { openCalls } from '../serve/calls.ts';
import { type Journal, openJournal } from '../serve/events.ts';
import { isHostName, isLoopback } from '../serve/guard.ts';
import { openHandler } from '../serve/handler.ts';
import { type Listening, listen } from '../serve/listen.ts';
import { openLiveProject } from '../serve/live-project.ts';
import { openProject, type Served } from '../serve/project.ts';
import { printCalls, printEvents, readyText } from '../serve/terminal-log.ts';
import type { Session } from '../session.ts';
import { printable } from '../terminal/text.ts';
import type { Json, Project, Report, Warning } from '../types.ts';
import { type ChosenProject, locateProject } from './choose-project.ts';
import { failedIn } from './failure.ts';
import { inspectPortOf, nodeMajorWarnings, nodeOf, readFixture } from './invocations.ts';
import { nextChange, projectFolders } from './watch.ts';

/** Serves the functions of the project around the working directory locally, until it is stopped. */
export async function dev(options: DevOptions, session: Session): Promise<Report> {
  let place: ChosenProject | undefined;
  try {
    refuseOtherNames(options['allow-host']);
    place = await locateProject(options, session);
    return await serve(place, options, session);
  } catch (error) {
    return failedIn('dev', error, place?.project, session);
  }
}

/** @throws Problem `invalid-value` (code 2) for a value that cannot be the host name of a request */
function refuseOtherNames(given: readonly string[] | undefined): void {
  const wrong = given?.length === 0 ? [''] : given?.filter((name) => !isHostName(name));
  if (!wrong?.length) return;
  const faults = wrong.map((name) => {
    const [, proposal] = /^(?:\w+:\/\/)?([\w-]+(?:\.[\w-]+)+)/.exec(name) ?? [];
    return { ...rejected('host-name', { name }, proposal), of: '--allow-host' };
  });
  throw refusal('invalid-value', { faults });
}

async function serve(place: ChosenProject, options: DevOptions, session: Session): Promise<Report> {
  const { signal, terminal } = session;
  const { project } = place;
  terminal.conversation.end();
  const read = readerOf(project, session);
  const journal = openJournal((text) => read().hide(text));
  const host = hostOf(options.host);
  const allowed = options['allow-host'] ?? [];
  const anyAddress = !isLoopback(host);
  const isOpen = anyAddress || allowed.length > 0;
  const token = randomBytes(18).toString('base64url');
  const { live, calls } = await openServed(project, read, options, journal, session);
  const handler = openHandler({
    ...live,
    calls,
    journal,
    guard: { allowedHosts: [...allowed, host], anyAddress },
    token,
    accountId: options.account ?? sampleAccount,
    asProduction: options['as-production'] === true,
  });
  const listening = await listen(handler, { host: options.host, port: options.port, defaultPort });
  const stopPrinting = options.json ? printEvents(journal, terminal.stdout) : printCalls(journal, terminal);
  try {
    const url = addressOf(listening, host, isOpen ? token : undefined);
    for (const told of toldWarnings(startWarnings(place, options, listening, isOpen))) {
      journal.tell({ event: 'warning', ...told });
    }
    const state = live.state();
    journal.tell({ event: 'ready', url, functions: state.functions.map(({ name }) => name) });
    if (!options.json) {
      const text = readyText(url, state, terminal.stdout.style);
      terminal.stdout.write(`${text}\n${closing(project, url)}\n`);
    }
    if (options.open) openInBrowser(url, session.env, project.root);
    await watchUntilStopped(project, live.project, signal);
  } finally {
    // Calls that end after this point were stopped on purpose, so they are not reported.
    stopPrinting();
    listening.close();
    calls.close();
  }
  return {
    ...emptyReport({ mode: 'dev', project: shownProject(project) }),
    error: interruptionProblem(signal, { at: 'server' }),
  };
}

/** Opens the project, which is read again whenever it changes, and the calls of its functions. */
async function openServed(
  project: Project,
  read: () => Served,
  options: DevOptions,
  journal: Journal,
  session: Session,
) {
  const { env } = session;
  const nodePath = options.node === undefined ? undefined : await nodeOf(options.node, project, session);
  if (nodePath === undefined) startAhead(env);
  const fixtureOf = (name: string): Json => unlessProblem(() => readFixture(project.root, name)) ?? null;
  const live = openLiveProject(read, fixtureOf, journal, session.signal);
  const inspectPort = inspectPortOf(options);
  const calls = openCalls({
    env,
    project: live.project,
    journal,
    timeoutMs: options.timeout ?? responseLimitMs,
    nodePath,
    inspectPort,
    // A debugger port serves only one function at a time.
    width: inspectPort === undefined ? availableParallelism() : 1,
  });
  return { live, calls };
}

/** Returns a function that reads the chosen project, and reads it again if it has changed. */
function readerOf({ root, configFile, functionsDirectory }: Project, session: Session): () => Served {
  const choice = { functionsDirectory, guessPlatform: true, workingDirectory: root };
  const masksOfNow = () => {
    const secrets = valuesAround([root], session);
    return { hide: maskOfWords(secrets), hideJson: redactorOfWords(secrets).json };
  };
  return openProject(path.join(root, configFile), choice, session.env.NODE_ENV, masksOfNow);
}

/** The address to listen on as it is in requests: `127.0.0.1` for `127.1`, `[::1]` for `::1`. */
function hostOf(given = 'localhost'): string {
  const name = given.includes(':') ? `[${given}]` : given;
  return URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name;
}

function addressOf({ port }: Listening, host: string, token: string | undefined): string {
  const name = host === '0.0.0.0' || host === '[::]' ? 'localhost' : host;
  return `http://${name}:${port}/${token === undefined ? '' : `?token=${token}`}`;
}

function startWarnings(
  { project, warnings }: ChosenProject,
  options: DevOptions,
  listening: Listening,
  isOpen: boolean,
): readonly Warning[] {
  const { port, node } = options;
  const inspectPort = inspectPortOf(options);
  return [
    ...warnings,
    ...nodeMajorWarnings(project, node ?? localMajor),
    ...(port === undefined && listening.port !== defaultPort
      ? [warning('other-port', { port: defaultPort, used: listening.port })]
      : []),
    ...(isOpen ? [warning('reachable', {})] : []),
    ...(inspectPort === undefined ? [] : [warning('debugger', { port: inspectPort })]),
  ];
}

function closing({ platform, appDirectory, functions }: Project, url: string): string {
  const hasEndpoint = functions.some(({ endpoint }) => endpoint !== undefined);
  const proxy = `{"proxy": {"https://<your domain>": "${new URL(url).origin.replace('localhost', '127.0.0.1')}"}}`;
  const local =
    hasEndpoint && platform.layout === 'hsmeta'
      ? `\n  hs project dev sends hubspot.fetch here with this in ${printable(`${appDirectory}/local.json`)}:\n    ${proxy}\n`
      : '';
  return `${local}\n  Ctrl-C: stop\n`;
}

/** Reads the project again whenever one of its files changes, to keep the page up to date. */
async function watchUntilStopped(project: Project, look: () => unknown, signal: AbortSignal): Promise<void> {
  const folders = [...new Set(projectFolders(project))];
  while (await nextChange({ folders, trees: [], loads: new Set() }, signal)) look();
}
