import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { endpoint: { path: 'a', method: ['GET'] } },
    code: 'exports.main = async () => {\n  if (Date.now() > 0) return { ok: true };\n  return { statusCode: 200, body: [1].map(() => { return { a: 1 }; }) };\n};\n',
  },
  finds: ['endpoint-status @/fn.js:2:30'],
  silent: [
    {
      config: { endpoint: { path: 'a', method: ['GET'] } },
      code: 'const respond = (body) => ({ statusCode: 200, body });\nexports.main = async (context) => (context.method === "GET" ? respond(1) : { ...respond(2) });\n',
    },
    {},
  ],
};
