import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { endpoint: { path: 'a', method: ['GET'] } },
    code: 'exports.main = (context, send) => {\n  send({ statusCode: 200, body: context.body });\n};\n',
  },
  finds: ['send-response @/fn.js:2:3'],
  silent: [
    {
      code: 'exports.main = (context, send) => send({ ok: true });\nconst withCallback = exports.main;\nexports.main = (context) => new Promise((resolve) => withCallback(context, resolve));\n',
    },
    { code: 'exports.main = (context, send) => (send ? send({}) : { ok: true });\n' },
    {
      code: 'exports.main = async (context, send) => {\n  const other = (send) => send(1);\n  return other(String);\n};\n',
    },
  ],
};
