import { objectOf, stringsOf } from '../project/json.ts';
import type { Rule } from './rule.ts';

export const scopesEmpty: Rule = {
  id: 'scopes-empty',
  severity: 'warning',
  finds: 'an app without any scope',
  why: 'Before 2026.03 an app needs at least one scope. Whether later versions refuse an empty list is not documented.',
  source: "HubSpot's documentation of app.json; none of about 100 public apps has an empty list",
  *find({ app, layout, functions }) {
    const fields = objectOf(app?.value);
    if (app === undefined || fields === undefined || functions.length === 0) return;
    const auth = objectOf(objectOf(fields.config)?.auth) ?? {};
    const lists =
      layout === 'serverless-json'
        ? [fields.scopes]
        : [auth.requiredScopes, auth.optionalScopes, auth.conditionallyRequiredScopes];
    if (lists.some((list) => stringsOf(list).length > 0)) return;
    yield {
      path: app.path,
      at: layout === 'serverless-json' ? ['scopes'] : ['config', 'auth', 'requiredScopes'],
      message: 'The app has no scopes.',
      hint: 'List those it needs, such as "crm.objects.contacts.read", or only "oauth" if it needs no other.',
    };
  },
};
