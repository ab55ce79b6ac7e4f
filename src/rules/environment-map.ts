import { objectOf } from '../project/json.ts';
import { inSettings, type Rule } from './rule.ts';

export const environmentMap: Rule = {
  id: 'environment-map',
  severity: 'suggestion',
  layout: 'serverless-json',
  finds: 'variables that the configuration sets in `environment`',
  why: 'HubSpot supports that map up to 2025.1. From 2026.03 on, functions no longer get these variables.',
  source: "a HubSpot maintainer's reply in hubspot-cli#1595",
  warnsIn: ['run'],
  find: inSettings(function* ({ name, config, at }) {
    const names = Object.keys(objectOf(config.environment) ?? {});
    if (names.length === 0) return;
    yield {
      at: [...at, 'environment'],
      message: `${name} gets ${names.join(', ')} from "environment", which 2026.03 and later do not have.`,
      hint: 'Make each one a secret or a constant before you upgrade.',
    };
  }),
};
