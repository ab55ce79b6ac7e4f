import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    code: "const ky = require('ky/umd');\nconst axios = require('axios');\nconst own = require('@/lib; touch x');\nimport('git+ssh://a/b');\nexports.main = async () => [ky, axios, own];\n",
  },
  finds: [
    'dependency-undeclared @/fn.js:1:12',
    'dependency-undeclared @/fn.js:2:15',
    'dependency-undeclared @/fn.js:3:13',
    'dependency-undeclared @/fn.js:4:1',
  ],
  silent: [
    {
      code: "const fs = require('fs/promises');\nconst ky = require('ky');\nexports.main = async () => [ky, fs];\n",
      edit: {
        '@/package.json': (text) => text.replace('"dependencies": {}', '"dependencies": {"ky": "^1.0.0"}'),
      },
    },
    {
      code: "const own = require('shop-functions/fn');\nexports.main = async () => own;\n",
      edit: {
        '@/package.json': (text) => text.replace('"version"', '"exports": {"./*": "./*.js"}, "version"'),
      },
    },
  ],
};
