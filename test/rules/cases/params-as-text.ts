import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { endpoint: { path: 'a', method: ['GET'] } },
    code: 'exports.main = async (context) => {\n  const { id } = context.params;\n  return { statusCode: 200, body: [id.trim(), context.params.size.toLowerCase()] };\n};\n',
  },
  finds: ['params-as-text @/fn.js:3:36', 'params-as-text @/fn.js:3:47'],
  silent: [
    {
      config: { endpoint: { path: 'a', method: ['GET'] } },
      code: 'exports.main = async (context) => {\n  const [id] = [context.params.id].flat();\n  return { statusCode: 200, body: [id.trim(), context.params.ids.includes("1"), String(context.params.size).trim()] };\n};\n',
    },
  ],
};
