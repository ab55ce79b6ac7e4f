import { inSettings, type Rule, settingKeys } from './rule.ts';

export const entryNotJs: Rule = {
  id: 'entry-not-js',
  severity: 'error',
  finds: 'a function whose source file is not JavaScript',
  why: 'HubSpot does not compile TypeScript, so every call fails with a syntax error.',
  source: 'found in a public project; hubspot-cli#1596',
  warnsIn: ['migrate'],
  find: inSettings(function* ({ name, written, at }, { layout }) {
    if (!written || /\.[cm]?js$/i.test(written)) return;
    yield {
      at: [...at, settingKeys[layout].file],
      message: /\.[cm]?tsx?$/.test(written)
        ? `${name} names ${written}, which is TypeScript: HubSpot does not compile it.`
        : `${name} names ${written}, which is not a JavaScript file.`,
      hint: 'Name the compiled .js file.',
    };
  }),
};
