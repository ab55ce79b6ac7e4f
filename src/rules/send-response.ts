import type { Rule } from './rule.ts';

export const sendResponse: Rule = {
  id: 'send-response',
  severity: 'error',
  finds: "a call of `main`'s second parameter",
  why: 'Since platform version 2023.2 a function returns its response and gets one argument only. Calling the second one throws.',
  source: "HubSpot's documentation of platform version 2023.2; found in public projects",
  find: ({ codes, platformVersion }) =>
    platformVersion < '2023.2'
      ? []
      : codes.flatMap(({ path, sendCalls }) =>
          sendCalls.map(({ name, line, column }) => ({
            path,
            at: { line, column },
            message: `${name} is called, but main gets no second argument: this throws a TypeError.`,
            hint: `Return the response: return { statusCode: 200, body: … }`,
          })),
        ),
};
