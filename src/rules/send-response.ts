import type { Rule } from './rule.ts';

export const sendResponse: Rule = {
  id: 'send-response',
  severity: 'error',
  finds: "a call of `main`'s second parameter",
  why: 'Since 2023.2 a function returns its response and gets only one argument. Calling the second one throws.',
  source: "HubSpot's documentation of platform version 2023.2; found in public projects",
  *find({ codes, platformVersion }) {
    if (platformVersion < '2023.2') return;
    for (const { path, sendCalls } of codes) {
      for (const { name, line, column } of sendCalls) {
        yield {
          path,
          at: { line, column },
          message: `${name} is called, but main gets no second argument: this throws a TypeError.`,
          hint: `Return the response: return { statusCode: 200, body: … }`,
        };
      }
    }
  },
};
