import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    edit: {
      '@/package.json': (text) =>
        text.replace(
          '"dependencies": {}',
          '"dependencies": {"ours": "github:us/ours", "b": "file:../../../../b"}',
        ),
    },
  },
  finds: ['dependency-not-public @/package.json:5:20', 'dependency-not-public @/package.json:5:46'],
  silent: [
    {
      edit: {
        '@/package.json': (text) =>
          text.replace(
            '"dependencies": {}',
            '"dependencies": {"a": "^1.0.0", "b": "file:./b", "c": "npm:a@1", "d": "workspace:*", "e": "latest"}',
          ),
      },
    },
  ],
};
