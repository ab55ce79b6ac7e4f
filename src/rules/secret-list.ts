import { inSettings, type Rule } from './rule.ts';

export const secretList: Rule = {
  id: 'secret-list',
  severity: 'warning',
  finds: 'secrets that are not a list of names',
  why: 'HubSpot expects a list of names. Anything else stops its local runtime.',
  source:
    "seen in public projects; HubSpot's local runtime (@hubspot/app-functions-dev-server 0.11.1) fails on an object",
  fixable: true,
  warnsIn: ['invoke'],
  find: inSettings(function* ({ name, config, at, secretsKey }) {
    const value = config[secretsKey];
    const place = [...at, secretsKey];
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) {
        if (typeof item === 'string' && /^\S+$/.test(item)) continue;
        yield {
          at: [...place, index],
          message: `Entry ${index + 1} of "${secretsKey}" of ${name} is not a name.`,
          hint: 'A name has letters, digits and _, and does not start with a digit, such as API_KEY.',
          ...(item === '' || item === null ? { fix: { kind: 'remove', at: [...place, index] } } : {}),
        };
      }
    else if (value !== undefined) {
      const isEmpty = Object.keys(Object(value)).length === 0 && typeof value === 'object';
      yield {
        at: place,
        message: `"${secretsKey}" of ${name} must be a list of names.`,
        hint: `Write "${secretsKey}": [], with the names in it.`,
        ...(isEmpty ? { fix: { kind: 'replace', at: place, value: [] } } : {}),
      };
    }
  }),
};
