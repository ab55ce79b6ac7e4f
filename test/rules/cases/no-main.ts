import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    code: 'const main = async () => ({});\n// exports.main = main;\nmodule.exports = { handler: main };\n',
  },
  finds: ['no-main @/fn.js:1:1'],
  silent: [
    { code: 'export const main = async () => ({});\n' },
    { code: 'const main = async () => ({});\nexport { main };\n' },
    { code: 'const build = () => ({ main: async () => ({}) });\nmodule.exports = build();\n' },
    {
      code: 'Object.defineProperty(exports, "__esModule", { value: true });\nconst main = async () => ({});\nexports.main = main;\n',
    },
    { code: 'var __commonJS = (cb) => cb;\nmodule.exports = {};\n' },
  ],
};
