import { payloadLimitBytes } from '../../data/limits.ts';
import type { InvocationError, Json } from '../../types.ts';
import { objectOf } from '../project/json-values.ts';
import type { Unserialisable } from './serialise.ts';

/** Why an endpoint's response cannot be sent; undefined where it can. It is `{statusCode, body, headers?}`. */
export function endpointError(response: Json): InvocationError | undefined {
  const object = objectOf(response);
  const status = object?.statusCode;
  if (Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599) return undefined;
  const returned =
    object === undefined
      ? `It returned ${response === null ? 'nothing' : kindOf(response)}.`
      : status === undefined
        ? `It returned an object without one: its keys are ${Object.keys(object).join(', ') || 'none'}.`
        : `It returned statusCode ${JSON.stringify(status)}.`;
  return {
    code: 'no-status-code',
    message: `An endpoint's response needs a statusCode, a whole number from 100 to 599. ${returned}`,
    hint: 'Return { statusCode: 200, body: … }.',
  };
}

function kindOf(response: Json): string {
  return Array.isArray(response) ? 'a list' : `a ${typeof response}`;
}

/** Why a response cannot be written as JSON. */
export function unserialisableError({ path, reason, target }: Unserialisable): InvocationError {
  const reasons: Record<Unserialisable['reason'], readonly [string, string]> = {
    circular: [`leads back to ${target}`, 'Return a copy without the reference back.'],
    bigint: ['is a BigInt', 'Turn it into a text: String(value).'],
    function: ['is a function', 'Return what it returns, or leave it out.'],
    symbol: ['is a symbol', 'Turn it into a text, or leave it out.'],
    'nested-too-deep': ['lies more than 1,000 levels deep', 'Return a flatter value.'],
  };
  const [what, hint] = reasons[reason];
  const shown = path.length > 300 ? `${path.slice(0, 300)}…` : path;
  return {
    code: 'response-not-json',
    message: `The response cannot be written as JSON: ${shown} ${what}.`,
    hint,
  };
}

/** Why a response of this size, in bytes of JSON, cannot be sent. */
export function tooLargeError(bytes: number): InvocationError {
  return {
    code: 'response-too-large',
    message: `The response has ${megabytes(bytes)}; HubSpot takes up to ${megabytes(payloadLimitBytes)}.`,
    hint: 'Return less: only the properties that are needed, or one page at a time.',
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')} MB`;
}
