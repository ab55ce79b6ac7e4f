import path from 'node:path';
import { refuseFilesOutside } from '../commands/invocations.ts';
import type { Mask } from '../edit/diff.ts';
import { refusal, warning } from '../messages/messages.ts';
import { toldWarnings } from '../messages/words.ts';
import { installedAt } from '../project/packages.ts';
import { masked } from '../report/mask-tokens.ts';
import { takeProcess } from '../run/child-process.ts';
import { invocationOf } from '../run/invocation.ts';
import type { Redactor } from '../run/redact.ts';
import { httpResponse } from '../run/response.ts';
import {
  answerWithoutRun,
  callFunction,
  type FunctionReading,
  loadFunction,
  readFunction,
} from '../run/run-function.ts';
import { isTooDeep } from '../run/serialise.ts';
import type {
  Endpoint,
  Environment,
  ExistingFunction,
  Invocation,
  InvocationError,
  InvocationResult,
  Json,
  Warning,
} from '../types.ts';
import { realName } from '../write/read-file.ts';
import { asToldError, type ToldError, told } from './answers.ts';
import { type CallEvent, dropOldest, type Journal, type ShownRequest } from './events.ts';
import { filesBelow, type Served, stampOfFiles } from './project.ts';
import { openQueue } from './queue.ts';
import { openSpares, type Spares } from './spares.ts';

/** A call of a function, no matter who makes it. */
export interface FunctionCall {
  readonly called: ExistingFunction;
  /** Set if it is called as an endpoint; a function with an endpoint can also be called by its name. */
  readonly endpoint: Endpoint | undefined;
  readonly context: Json;
  readonly caller: CallEvent['caller'];
  /** As it was received, including the values of secrets. */
  readonly request: ShownRequest;
  readonly warnings: readonly Warning[];
  /** Returns true if somebody is still waiting for the answer. */
  readonly isWanted: () => boolean;
}

/** What a caller gets: what the function returned, or why it returned nothing. */
export type Answer =
  | { readonly kind: 'response'; readonly id: string; readonly response: Json }
  | { readonly kind: 'failure'; readonly id: string; readonly error: InvocationError | undefined };

/** An answer, or why the function is not called. Undefined if the caller disconnected while the call was waiting. */
export type FirstAnswer = Answer | { readonly kind: 'refused'; readonly error: ToldError } | undefined;

export interface Calls {
  /** Calls a function when it is its turn, and returns the answer as soon as it is known. */
  readonly answer: (call: FunctionCall) => Promise<FirstAnswer>;
  /** The request of a call as it was received; undefined if it is no longer kept. */
  readonly requestOf: (id: string) => ShownRequest | undefined;
  /** Stops all running calls, and everything that they started. */
  readonly close: () => void;
}

interface CallSettings {
  readonly env: Environment;
  readonly project: () => Served;
  readonly journal: Journal;
  readonly timeoutMs: number;
  /** The Node program that runs functions; the present one if left out. */
  readonly nodePath: string | undefined;
  /** Debugger port; each call then waits for a debugger. */
  readonly inspectPort: number | undefined;
  /** Maximum number of calls that run at once. With several callers, up to twice as many. */
  readonly width: number;
}

/** Characters of a body that are shown to the page and to programs. */
const shownBody = 200_000;
/** The largest request that is kept so that it can be sent again, in characters of JSON. */
const largestKept = 500_000;
/** Seconds that an account's functions may run per minute, as HubSpot documents; beyond that, it answers 429. */
const secondsAMinute = 600;

export function openCalls(settings: CallSettings): Calls {
  const { env, journal, nodePath, inspectPort, width } = settings;
  // Only one call can use the debugger's port.
  const queue = openQueue(width, inspectPort === undefined ? 2 * width : width);
  const spares = openSpares(nodePath, env);
  const requests = openRequests();
  const stop = new AbortController();
  const kept = { spares, readings: openReadings(), usage: openUsage(journal), signal: stop.signal };
  const run = async (call: FunctionCall, onAnswer: (answer: Answer) => void): Promise<void> => {
    const id = requests.keep(call.request);
    const request = await shownRequest(call.request, settings.project().redact);
    const { caller, called } = call;
    const at = new Date().toISOString();
    journal.tell({ event: 'call', id, at, caller, function: called.name, request });
    const askedAt = Date.now();
    let startedAt = askedAt;
    let given: Answer | undefined;
    const answer = (one: Answer) => {
      given = one;
      onAnswer(one);
    };
    const start = () => {
      startedAt = Date.now();
      return execute(call, id, answer, settings, kept);
    };
    const result = await queue.run(callerOf(call), start, call.isWanted);
    tellAnswer(journal, { id, waitedMs: startedAt - askedAt, given }, call, result);
  };
  return {
    async answer(call) {
      if (isTooDeep(call.context) || isTooDeep(call.request as unknown as Json))
        return { kind: 'refused', error: asToldError(refusal('nested-too-deep', {})) };
      return new Promise((resolve, reject) => {
        run(call, resolve).then(() => resolve(undefined), reject);
      });
    },
    requestOf: requests.of,
    close() {
      stop.abort();
      spares.close();
    },
  };
}

/** The state that is kept between calls. */
interface Kept {
  readonly spares: Spares;
  readonly readings: ReturnType<typeof openReadings>;
  readonly usage: ReturnType<typeof openUsage>;
  /** Stops what is running. */
  readonly signal: AbortSignal;
}

/** Calls a function whose turn it is, if possible in a process that has already loaded it. */
async function execute(
  call: FunctionCall,
  id: string,
  onAnswer: (answer: Answer) => void,
  settings: CallSettings,
  { spares, readings, usage, signal }: Kept,
): Promise<InvocationResult> {
  const { env, journal, nodePath, inspectPort } = settings;
  const served = settings.project();
  const invocation = invocationFor(call, served, settings);
  const notRun = await answerWithoutRun(invocation, served.secretsIn);
  if (notRun !== undefined) {
    onAnswer(answerOf(id, notRun, served.hide));
    return notRun;
  }
  const { reading, stamp } = readings(invocation, served);
  const loaded =
    (await spares.take(invocation.function, stamp)) ??
    loadFunction(takeProcess(env, nodePath), invocation, reading);
  let answered = false;
  const result = await callFunction(loaded, invocation, reading, {
    env,
    signal,
    onLog: (line) => journal.tell({ event: 'log', id, ...line }),
    onResponse: (response) => {
      answered = true;
      onAnswer({ kind: 'response', id, response });
    },
  });
  if (!answered) onAnswer(answerOf(id, result, served.hide));
  usage(result.durationMs);
  if (inspectPort === undefined && hasRun(result)) spares.prepare(invocation, reading, stamp);
  return result;
}

/** Keeps the latest requests as they were received, by the ids of their calls; as JSON, which takes less memory. */
function openRequests() {
  const kept = new Map<string, string>();
  let count = 0;
  return {
    keep(request: ShownRequest): string {
      const id = String(++count);
      const json = JSON.stringify(request);
      if (json.length <= largestKept) kept.set(id, json);
      dropOldest(kept);
      return id;
    },
    of(id: string): ShownRequest | undefined {
      const json = kept.get(id);
      return json === undefined ? undefined : JSON.parse(json);
    },
  };
}

/** @throws Problem (code 3) for a function whose file is not in the project */
function invocationFor(
  { called, endpoint, context }: FunctionCall,
  { project }: Served,
  { timeoutMs, nodePath, inspectPort }: CallSettings,
): Invocation {
  refuseFilesOutside(project.root, [called]);
  return invocationOf(called, project, { context, endpoint, timeoutMs, nodePath, inspectPort });
}

/** Identifies a caller, as far as possible on one machine: by the function, and the program that calls it. */
function callerOf({ called, caller, request }: FunctionCall): string {
  const headers = request.kind === 'endpoint' ? request.headers : [];
  const program = headers.find(([name]) => name.toLowerCase() === 'user-agent')?.[1];
  return JSON.stringify([called.name, caller, program]);
}

/**
 * A request as the page and programs see it: without secret values, and with long contents cut. Its kind and its method are
 * words of this program and of HTTP, also if a secret has the same value.
 */
async function shownRequest(request: ShownRequest, { jsonInTurns }: Redactor): Promise<ShownRequest> {
  const hidden = async <Part>(part: Part) => (await jsonInTurns(part as Json)) as Part;
  if (request.kind === 'endpoint') {
    const { kind, method, ...rest } = request;
    return { kind, method, ...(await hidden({ ...rest, body: shownText(rest.body) })) };
  }
  const { kind, ...rest } = request;
  const { parameters, propertiesToSend, ...shown } = await hidden(rest);
  return { kind, ...shown, parameters: shownJson(parameters), propertiesToSend: shownJson(propertiesToSend) };
}

/** A value, or the beginning of its JSON if that is long. */
function shownJson(value: Json): Json {
  const json = JSON.stringify(value);
  return json.length > shownBody ? shownText(json) : value;
}

/** The beginning of a long text; copied, because the result of `slice` would keep the whole text in memory. */
export function shownText(text: string): string {
  return text.length > shownBody ? `${Buffer.from(text.slice(0, shownBody))}…` : text;
}

/** Makes an answer from the result, for a caller who has not received the function's own answer. */
function answerOf(id: string, result: InvocationResult, hide: Mask): Answer {
  if (result.status === 'SUCCESS') return { kind: 'response', id, response: result.response };
  return { kind: 'failure', id, error: result.error && masked(result.error, hide) };
}

/** Returns true if the handler ran, so that it is worth loading the function ahead of its next call. */
function hasRun({ status, durationMs }: InvocationResult): boolean {
  return status === 'SUCCESS' || (status === 'ERROR' && durationMs > 0);
}

/** Reads functions, again only if a file has changed. */
function openReadings() {
  const known = new Map<string, { stamp: string; outside: readonly string[]; reading: FunctionReading }>();
  return (invocation: Invocation, served: Served): { reading: FunctionReading; stamp: string } => {
    const { function: name, file, endpoint } = invocation;
    const before = known.get(name);
    const stampWith = (outside: readonly string[]) => `${served.stamp}\n${file}\n${stampOfFiles(outside)}`;
    if (before !== undefined && before.stamp === stampWith(before.outside)) {
      const { reading, stamp } = before;
      return { reading: { ...reading, facts: { ...reading.facts, endpoint } }, stamp };
    }
    const reading = readFunction(invocation, served.secretsIn);
    const outside = filesOutside(reading);
    const stamp = stampWith(outside);
    known.set(name, { stamp, outside, reading });
    return { reading, stamp };
  };
}

/** A function's files that may be outside of its folder: its own, also through links, and those of workspace packages. */
function filesOutside({ facts: { folder, sources }, packages }: FunctionReading): string[] {
  const own = sources.map(({ file }) => path.join(folder, file));
  const linked = packages
    .map((name) => realName(installedAt(name, folder) ?? folder))
    .filter((place) => place !== folder && !place.split(path.sep).includes('node_modules'));
  return [...own, ...linked.flatMap((place) => filesBelow(place))];
}

function statusOf(given: Answer | undefined): number {
  return given?.kind === 'response' ? Number(Object(given.response).statusCode) : 200;
}

function tellAnswer(
  journal: Journal,
  { id, waitedMs, given }: { id: string; waitedMs: number; given: Answer | undefined },
  { request, warnings }: FunctionCall,
  result: InvocationResult | undefined,
): void {
  if (result === undefined) {
    const answer = { status: 499, durationMs: 0, waitedMs, headers: [], body: '', warnings: [] };
    journal.tell({ event: 'answer', id, ...answer, error: told('client-gone') });
    return;
  }
  const { error, status, durationMs, response } = result;
  const sent =
    request.kind === 'endpoint' && status === 'SUCCESS'
      ? // The real status, which is masked in the result if a secret has the same number as its value.
        { ...httpResponse(response).answer, statusCode: statusOf(given) }
      : {
          statusCode: status === 'SUCCESS' ? 200 : request.kind === 'app' ? 400 : 500,
          headers: [],
          body: status === 'SUCCESS' ? JSON.stringify(response) : '',
        };
  journal.tell({
    event: 'answer',
    id,
    status: sent.statusCode,
    durationMs,
    waitedMs,
    headers: sent.headers,
    body: shownText(sent.body),
    error,
    warnings: toldWarnings([...warnings, ...result.warnings]),
  });
}

/** Adds up how long functions ran in the last minute, and warns once when HubSpot would start to refuse calls. */
function openUsage(journal: Journal): (durationMs: number) => void {
  const runs: { readonly at: number; readonly ms: number }[] = [];
  let warned = false;
  return (ms) => {
    const now = Date.now();
    runs.push({ at: now, ms });
    while (runs[0] !== undefined && runs[0].at < now - 60_000) runs.shift();
    const seconds = runs.reduce((sum, run) => sum + run.ms, 0) / 1000;
    if (warned || seconds <= secondsAMinute) return;
    warned = true;
    const values = { seconds: Math.round(seconds), allowed: secondsAMinute };
    for (const told of toldWarnings([warning('execution-time', values)])) {
      journal.tell({ event: 'warning', ...told });
    }
  };
}
