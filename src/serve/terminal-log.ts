import { callersShell } from '../args/shell.ts';
import { countOf, errorText, warningText } from '../report/report.ts';
import { invocationErrorText, logText } from '../run/logs.ts';
import { requestOfContext } from '../run/request.ts';
import { type Screen, say, type Terminal } from '../terminal/terminal.ts';
import { printable, printableJson, printableText, type Style } from '../terminal/text.ts';
import type { Json } from '../types.ts';
import { curlCommand } from './curl.ts';
import type { CallRecord, DevEvent, FunctionState, Journal, ProjectState } from './events.ts';
import { endpointPrefix } from './route.ts';

/** Maximum number of functions that are listed when the server starts. The page lists all of them. */
const listedFunctions = 20;

/**
 * Prints events as they happen: one JSON document per line.
 * @returns a function that stops it
 */
export function printEvents(journal: Journal, stdout: Screen): () => void {
  return journal.listen((event) => stdout.writeAsIs(`${printableJson(JSON.stringify(event))}\n`));
}

/**
 * Prints each call with its log once it is answered, and each warning only the first time.
 * @returns a function that stops it
 */
export function printCalls(journal: Journal, { stdout, stderr }: Terminal): () => void {
  const said = new Set<string>();
  const warn = (message: string): void => {
    if (said.has(message)) return;
    said.add(message);
    say(stderr, warningText(message, stderr.style));
  };
  let problem: string | undefined;
  return journal.listen((event: DevEvent) => {
    if (event.event === 'answer') {
      const call = journal.calls().find(({ id }) => id === event.id);
      if (call !== undefined) say(stdout, callText(call, stdout.style), 2);
      for (const { message } of event.warnings) warn(message);
    } else if (event.event === 'warning') {
      warn(event.message);
    } else if (event.event === 'project') {
      const found = event.problem?.message;
      if (found !== problem) say(stderr, problemText(event, stderr.style));
      problem = found;
    }
  });
}

function problemText({ problem }: ProjectState, style: Style): string {
  if (problem === null) return style.good('The project can be read again.');
  return `${errorText(problem, style)}\nCalls are answered again once this is fixed.`;
}

/** A call as text: `12:04:31 GET /hs/serverless/orders/status 200 12ms order-status`, and its log below. */
function callText({ at, function: name, request, logs, answer }: CallRecord, style: Style): string {
  const time = new Date(at).toTimeString().slice(0, 8);
  const what = request.kind === 'app' ? 'call by name' : `${request.method} ${endpointPrefix}${request.path}`;
  const status = answer?.status ?? 0;
  const shown = status < 400 ? style.good(String(status)) : style.bad(String(status));
  const waited = (answer?.waitedMs ?? 0) > 50 ? style.dim(` (waited ${answer?.waitedMs}ms)`) : '';
  const line = `${style.dim(time)} ${printable(what)} ${shown} ${answer?.durationMs ?? 0}ms ${style.bold(printable(name))}${waited}`;
  const error = answer?.error === undefined ? [] : [invocationErrorText(answer.error, style)];
  const below = [...logs.map((one) => logText(one, style)), ...error].flatMap((text) => text.split('\n'));
  return [line, ...below.map((text) => `  ${text}`)].join('\n');
}

/** What is served, and how to call it; ends without a newline. */
export function readyText(
  url: string,
  { project, platformVersion, functions }: ProjectState,
  style: Style,
): string {
  const listed = functions.slice(0, listedFunctions);
  const more = functions.length - listed.length;
  return [
    `${style.bold(printable(project))} · platform version ${printable(platformVersion)} · ${countOf(functions.length, 'function')}`,
    '',
    `  ${style.bold(url)}  ${style.dim('call and watch your functions here')}`,
    '',
    ...listed.map((one) => `  ${functionText(one, url, style)}`),
    ...(more > 0 ? [style.dim(`  and ${more} more: see the page`)] : []),
    ...(functions.length === 0 ? ['  No functions yet. Add one: npm create hs-function@latest'] : []),
  ].join('\n');
}

function functionText(
  { name, path, methods = [], fixture }: FunctionState,
  url: string,
  style: Style,
): string {
  if (path === undefined)
    return `${style.bold(printable(name))}  ${style.dim('app function, called by name')}`;
  const request = requestOfContext(Object(fixture) as Record<string, Json>, methods[0] ?? 'GET');
  const command = curlCommand(callersShell(), new URL(url).origin, path, request);
  return `${style.bold(printable(name))}  ${style.dim(printable(methods.join(' ')))}\n    ${printableText(command)}`;
}
