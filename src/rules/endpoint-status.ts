import type { Rule } from './rule.ts';

export const endpointStatus: Rule = {
  id: 'endpoint-status',
  severity: 'error',
  finds: 'an endpoint function that returns an object without `statusCode`',
  why: 'HubSpot builds the HTTP response from `statusCode`, `body` and `headers`. Without a status code the caller gets an error. Functions that cards call as well (they read `context.parameters`) are not checked.',
  source: "HubSpot's documentation of endpoint functions",
  find: ({ functions }) =>
    functions.flatMap(({ name, endpoint, code }) => {
      if (endpoint === undefined || code === undefined) return [];
      if (code.context.some(({ member }) => member === 'parameters' || member === 'propertiesToSend'))
        return [];
      return code.bareReturns.map((at) => ({
        path: code.path,
        at,
        message: `${name} answers an endpoint and returns an object without statusCode.`,
        hint: 'Return { statusCode: 200, body: … }.',
      }));
    }),
};
