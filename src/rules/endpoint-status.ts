import type { Rule } from './rule.ts';

export const endpointStatus: Rule = {
  id: 'endpoint-status',
  severity: 'error',
  finds: 'an endpoint function that returns an object without `statusCode`',
  why: 'Without a status code the caller gets an error. Functions that cards call as well (they read `context.parameters`) are not checked.',
  source: "HubSpot's documentation of endpoint functions",
  warnsIn: ['migrate'],
  *find({ functions }) {
    for (const { name, endpoint, code } of functions) {
      const isCalledByCards = code?.context.some(({ member }) =>
        /^(?:parameters|propertiesToSend)$/.test(member),
      );
      if (endpoint === undefined || code === undefined || isCalledByCards) continue;
      const message = `${name} has an endpoint, but returns an object without statusCode.`;
      for (const at of code.bareReturns)
        yield { path: code.path, at, message, hint: 'Return { statusCode: 200, body: … }.' };
    }
  },
};
