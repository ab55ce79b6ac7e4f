import type { Invocation, InvocationResult, Json } from '../../types.ts';
import { objectOf } from '../project/json-values.ts';

/**
 * The answer to a call with a method that the endpoint does not list: HubSpot refuses it, and the function does not
 * run. Undefined for any other call.
 */
export function methodNotAllowed(invocation: Invocation, now: Date): InvocationResult | undefined {
  const { endpoint, context } = invocation;
  const method = objectOf(context)?.method;
  if (endpoint === undefined || typeof method !== 'string' || endpoint.methods.includes(method))
    return undefined;
  const listed = endpoint.methods.join(', ');
  return {
    ...unrun(invocation, now),
    status: 'SUCCESS',
    response: { statusCode: 405, headers: { Allow: listed }, body: { message: 'Method Not Allowed' } },
    warnings: [
      {
        code: 'method-not-listed',
        message: `The endpoint lists ${listed}, not ${method}: it was answered with 405, and the function did not run.`,
      },
    ],
  };
}

/**
 * The result where no file is where the configuration says.
 *
 * @param inPlace is something else there, such as a folder?
 */
export function missingFile(invocation: Invocation, inPlace: boolean, now: Date): InvocationResult {
  const { file, configFile } = invocation;
  const fault = inPlace ? 'is no file' : 'does not exist';
  return {
    ...unrun(invocation, now),
    status: 'ERROR',
    error: {
      code: 'no-such-file',
      message:
        file === ''
          ? `${configFile} names no file for ${invocation.function}.`
          : `${configFile} names the file ${file}, which ${fault}.`,
      hint: 'Check its path, or bring the file back.',
    },
  };
}

function unrun(invocation: Invocation, now: Date) {
  return {
    function: invocation.function,
    durationMs: 0,
    endedAt: now.toISOString(),
    response: null as Json,
    logs: [],
    warnings: [],
  };
}
