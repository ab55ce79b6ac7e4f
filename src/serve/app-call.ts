import { warning } from '../messages/messages.ts';
import { type JsonObject, objectOf } from '../project/json.ts';
import { fixtureFile } from '../project/layout.ts';
import type { InvocationError, Json, Warning } from '../types.ts';

/** A call of a function by its name, as a card makes it. */
export interface AppCall {
  readonly name: string;
  readonly parameters: JsonObject;
  /** Names of the CRM properties that the card sends along. */
  readonly properties: readonly string[];
  /** If present, passed on unchanged, as in HubSpot's local runtime. */
  readonly event: Json | undefined;
}

/**
 * Reads the body that HubSpot's extension code sends to call a function: `serverlessFunction`, `parameters`, `event` and
 * `objectQuery.objectPropertyNames`, as `@hubspot/ui-extensions-dev-server` 2.1.2 does.
 * @returns undefined if it does not name a function
 */
export function readAppCall(body: Json): AppCall | undefined {
  const { serverlessFunction, parameters, event, objectQuery } = objectOf(body) ?? {};
  if (typeof serverlessFunction !== 'string') return undefined;
  const names = objectOf(objectQuery)?.objectPropertyNames;
  return {
    name: serverlessFunction,
    parameters: objectOf(parameters) ?? {},
    properties: Array.isArray(names) ? names.filter((name) => typeof name === 'string' && name !== '') : [],
    event,
  };
}

/**
 * The context of a call by name. HubSpot fetches the properties from the CRM; here, without a network, they come from the
 * fixture.
 * @param sample a sample context, for everything that neither the call nor the fixture has
 * @param fixture the function's fixture
 */
export function appCallContext(
  { name, parameters, properties, event }: AppCall,
  sample: JsonObject,
  fixture: JsonObject,
): { readonly context: JsonObject; readonly warnings: readonly Warning[] } {
  const known = objectOf(fixture.propertiesToSend) ?? {};
  const missing = properties.filter((property) => !Object.hasOwn(known, property));
  const wanted = new Set(properties);
  return {
    context: {
      ...sample,
      ...fixture,
      propertiesToSend: Object.fromEntries(Object.entries(known).filter(([name]) => wanted.has(name))),
      parameters,
      ...(event === undefined ? {} : { event }),
    },
    warnings:
      missing.length === 0
        ? []
        : [warning('property-not-in-fixture', { names: missing, file: fixtureFile(name) })],
  };
}

/**
 * The answer, with status 400, to a call that failed, in the form of `@hubspot/ui-extensions-dev-server` 2.1.2.
 * @param error what went wrong, or the reason why no function ran
 */
export function appCallFailure(
  name: string,
  logId: string,
  error: Pick<InvocationError, 'message' | 'hint'>,
): Json {
  return {
    status: 'error',
    message: "There was a problem reaching the app's API. Contact the app developer for more information.",
    correlationId: 'n/a',
    errors: [
      {
        subCategory: 'ServerlessActionExecutionError.SERVERLESS_FUNCTION_ERROR',
        message: `The serverless function '${name}' failed to execute: ${error.message}`,
        context: {
          exception: [error.message],
          logId: [logId],
          appFunctionLogId: [logId],
          serverlessFunction: [name],
        },
      },
    ],
    category: 'VALIDATION_ERROR',
    subCategory: 'GenXExecutionErrorType.APP_ERROR',
  };
}
