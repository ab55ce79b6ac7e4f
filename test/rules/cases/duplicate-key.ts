import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: { edit: { 'hsproject.json': (text) => text.replace('{', '{\n  "name": "other",') } },
  finds: ['duplicate-key hsproject.json:3:3'],
  silent: [
    {
      config: { secrets: [], endpoint: { path: 'a', method: ['GET'] } },
      code: 'exports.main = async () => ({ statusCode: 200 });\n',
    },
  ],
};
