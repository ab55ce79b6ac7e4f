import { objectOf, stringOf } from '../project/json.ts';
import type { Rule } from './rule.ts';

export const unsuitableApp: Rule = {
  id: 'unsuitable-app',
  severity: 'error',
  finds: 'functions in an app that is not a private one with static auth',
  why: 'Only private apps with static auth can have serverless functions.',
  source: "HubSpot's documentation; its runtime compares the distribution without case",
  *find({ app, functions, layout }) {
    const fields = objectOf(app?.value);
    if (app === undefined || fields === undefined || functions.length === 0) return;
    const { path } = app;
    const hint = 'Make it a private app with static auth, or move the functions into one.';
    if (layout === 'serverless-json') {
      const message = 'A public app cannot have serverless functions.';
      if (fields.public === true) yield { path, at: ['public'], message, hint };
      return;
    }
    const config = objectOf(fields.config);
    const auth = stringOf(objectOf(config?.auth)?.type);
    const distribution = stringOf(config?.distribution);
    if (auth?.toLowerCase() !== 'static') {
      const message = `An app with ${auth === undefined ? 'no auth' : `${auth} auth`} cannot have serverless functions.`;
      yield { path, at: ['config', 'auth', 'type'], message, hint };
    } else if (distribution?.toLowerCase() !== 'private') {
      const message = `An app with ${distribution === undefined ? 'no distribution' : `${distribution} distribution`} cannot have serverless functions.`;
      yield { path, at: ['config', 'distribution'], message, hint };
    }
  },
};
