import { posix } from 'node:path';
import { objectOf, stringOf } from '../project/json.ts';
import type { Found, Rule } from './rule.ts';

export const unsuitableApp: Rule = {
  id: 'unsuitable-app',
  severity: 'error',
  finds: 'functions without an app, or in one that is not private with static auth',
  why: 'Only private apps with static auth can have serverless functions.',
  source: "HubSpot's documentation; its runtime compares the distribution without case",
  *find({ app, publicApp, functions, components, layout, sourceDirectory, projectFile }) {
    const hint = 'Make it a private app with static auth, or move the functions into one.';
    const [folder, file] =
      layout === 'hsmeta'
        ? [`${sourceDirectory}/app`, '-hsmeta.json with "type": "app"']
        : [sourceDirectory, 'app.json'];
    // A broken file may be the app's; `syntax-error` reports it.
    const isBroken = components.some((one) => one.broken && posix.dirname(one.path) === folder);
    if (app === undefined && publicApp === undefined && !isBroken) {
      const message = `Functions belong to an app, and there is no ${file} in ${folder}.`;
      yield { path: projectFile.path, message, hint: 'Add a private app, or correct "srcDir".' };
    }
    if (functions.length === 0) return;
    const message = 'A public app cannot have serverless functions.';
    if (publicApp !== undefined) yield { path: publicApp, message, hint };
    const fields = objectOf(app?.value);
    if (app === undefined || fields === undefined) return;
    const { path } = app;
    if (layout === 'serverless-json') {
      if (fields.public === true) yield { path, at: ['public'], message, hint };
      return;
    }
    const config = objectOf(fields.config);
    const auth = stringOf(objectOf(config?.auth)?.type);
    const distribution = stringOf(config?.distribution);
    const refused = (at: readonly string[], what: string): Found => {
      const message = `An app with ${what} cannot have serverless functions.`;
      return { path, at: ['config', ...at], message, hint };
    };
    if (auth?.toLowerCase() !== 'static') yield refused(['auth', 'type'], `${auth ?? 'no'} auth`);
    else if (distribution?.toLowerCase() !== 'private')
      yield refused(['distribution'], `${distribution ?? 'no'} distribution`);
  },
};
