import { objectOf } from '../project/json.ts';
import { hasVariable } from '../project/layouts/profiles.ts';
import type { Rule } from './rule.ts';

export const uid: Rule = {
  id: 'uid',
  severity: 'error',
  layout: 'hsmeta',
  finds: 'a `uid` that is missing, malformed or used twice',
  why: 'HubSpot refuses the project: every component needs a unique uid of at most 64 letters, digits, _, - and .',
  source: 'tried with @hubspot/project-parsing-lib 0.23.0',
  warnsIn: ['invoke'],
  *find({ components }) {
    const owners = new Map<string, string>();
    for (const { path, value, broken } of components) {
      const fields = objectOf(value);
      if (broken !== undefined || fields === undefined) continue;
      const text = fields.uid;
      if (typeof text !== 'string' || text === '') {
        yield { path, message: `${path} has no uid.`, hint: 'Add one: "uid": "my_function"' };
        continue;
      }
      if (hasVariable(text)) continue;
      const place = { path, at: ['uid'] };
      const owner = owners.get(text);
      owners.set(text, owner ?? path);
      if (owner !== undefined) {
        const message = `The uid "${text}" is already used by ${owner}.`;
        yield { ...place, message, hint: 'Give one of them another uid.' };
      } else if (!/^[\w.-]{1,64}$/.test(text)) {
        const reason =
          text.length > 64
            ? `has ${text.length} characters; the limit is 64`
            : 'has characters other than a-z, A-Z, 0-9, _, - and .';
        const message = `The uid "${text.slice(0, 80)}" ${reason}.`;
        yield { ...place, message, hint: 'Choose another uid.' };
      }
    }
  },
};
