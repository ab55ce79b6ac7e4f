import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    files: {
      'src/app/cards/Card.jsx':
        "const a = async () => hubspot.serverless('nobody', { parameters: {} });\n// hubspot.serverless('comment')\nconst b = async (runServerless) => runServerless({ name: 'none' });\n",
    },
  },
  finds: ['unknown-function src/app/cards/Card.jsx:1:23', 'unknown-function src/app/cards/Card.jsx:3:36'],
  silent: [
    {
      files: {
        'src/app/cards/Card.tsx':
          "hubspot.serverless<Answer>('fn', {});\nrunServerlessFunction({ name: name });\nrunServerlessFunction({ parameters: { a: 1 }, name: 'fn' });\n",
      },
    },
  ],
};
