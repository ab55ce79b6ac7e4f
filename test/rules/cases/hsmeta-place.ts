import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  layouts: ['hsmeta'],
  fires: {
    files: {
      '@/more/more-hsmeta.json':
        '{"uid": "more", "type": "app-function", "config": {"entrypoint": "/app/functions/fn.js"}}',
    },
  },
  finds: ['hsmeta-place @/more/more-hsmeta.json:1:1'],
  silent: [{ files: { 'src/app/cards/card-hsmeta.json': '{"uid": "card", "type": "card", "config": {}}' } }],
};
