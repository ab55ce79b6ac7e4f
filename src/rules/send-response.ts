import { inCodes, type Rule } from './rule.ts';

export const sendResponse: Rule = {
  id: 'send-response',
  severity: 'error',
  finds: "a call of `main`'s second parameter",
  why: 'Since 2023.2 a function returns its response and gets only one argument. Calling the second one throws.',
  source: "HubSpot's documentation of platform version 2023.2; found in public projects",
  find: inCodes(({ sendCalls }, { platformVersion }) =>
    (platformVersion < '2023.2' ? [] : sendCalls).map((call) => ({
      at: call,
      message: `${call.name} is called, but main gets no second argument: this throws a TypeError.`,
      hint: `Return the response: return { statusCode: 200, body: … }`,
    })),
  ),
};
