import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  layouts: ['hsmeta'],
  fires: {
    files: {
      '@/more-hsmeta.json':
        '{"uid": "fn", "type": "app-function", "config": {"entrypoint": "/app/functions/fn.js"}}',
    },
    edit: { 'src/app/app-hsmeta.json': (text) => text.replace('shop_app', 'shop app') },
  },
  finds: ['uid src/app/app-hsmeta.json:2:3', 'uid @/more-hsmeta.json:1:2'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code
  silent: [{ edit: { '@/fn-hsmeta.json': (text) => text.replace('"fn"', '"fn_${STAGE}"') } }],
};
