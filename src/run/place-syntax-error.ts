import { execFile } from 'node:child_process';
import path from 'node:path';
import { execPath } from 'node:process';
import { moduleKinds } from '../project/module-kinds.ts';
import type { Invocation } from '../types.ts';
import { isUnplacedSyntaxError } from './errors.ts';
import type { Observation } from './result.ts';
import type { FunctionFacts } from './source.ts';

/** Milliseconds in which a syntax error has to be placed if the call has no time limit. */
const placingMs = 10_000;

/** Maximum number of characters of code, with the paths of its files, in which the place is looked for. */
const mostPlaced = 32 * 1024 * 1024;

/**
 * Adds the missing place to a syntax error. For an ES module, Node 20 only gives it when nothing catches the error. This
 * ends within the time limit of the call. Anything else is returned unchanged.
 */
export async function placeSyntaxError(
  observation: Observation,
  facts: Pick<FunctionFacts, 'folder' | 'sources'>,
  { timeoutMs, nodePath = execPath }: Pick<Invocation, 'timeoutMs' | 'nodePath'>,
  signal: AbortSignal | undefined,
): Promise<Observation> {
  const { outcome, durationMs } = observation;
  if (outcome?.kind !== 'threw' || !isUnplacedSyntaxError(outcome.thrown, facts.folder)) return observation;
  const { message } = outcome.thrown;
  const timeout = timeoutMs === 0 ? placingMs : Math.max(1, Math.ceil(timeoutMs - durationMs));
  const placing = new Promise<string>((resolve) => {
    const input = JSON.stringify({ message, files: possibleModules(facts) });
    const args = ['--no-warnings', '--experimental-vm-modules', '--eval', compileEach];
    const options = { env: {}, timeout, killSignal: 'SIGKILL', ...(signal && { signal }) } as const;
    const child = execFile(nodePath, args, options, (_error, _stdout, stderr) => resolve(stderr));
    child.stdin?.on('error', () => {}).end(input);
  });
  // The error is told in any case.
  const stack = await placing.catch(() => '');
  if (!stack.includes(message)) return observation;
  return { ...observation, outcome: { ...outcome, thrown: { ...outcome.thrown, stack } } };
}

/**
 * The path and text of each file that can be an ES module, and whether it is one even if it is valid CommonJS. Node gives
 * the place of errors in CommonJS itself.
 */
function possibleModules({ folder, sources }: Pick<FunctionFacts, 'folder' | 'sources'>) {
  const kindOf = moduleKinds();
  let left = mostPlaced;
  return sources.flatMap(({ file, text }) => {
    const identifier = path.join(folder, file);
    left -= identifier.length + text.length;
    const kind = left < 0 ? false : kindOf(identifier);
    return kind === false ? [] : [[identifier, text, kind === true] as const];
  });
}

/**
 * Compiles texts without running them, and ends with the first error of an ES module that has a message. Node takes a `.js`
 * file that is not valid CommonJS for an ES module if it looks like one.
 */
const compileEach = `const { compileFunction, SourceTextModule } = require('vm');
require('stream/consumers').json(process.stdin).then(({ message, files }) => {
  for (const [identifier, text, isCertain] of files) try {
    if (!isCertain) try {
      compileFunction(text);
      continue;
    } catch {}
    new SourceTextModule(text, { identifier });
  } catch (error) {
    if (error.message === message) throw error;
  }
});`;
