import { METHODS } from 'node:http';
import { looksLikeValue } from '../check/secret-values.ts';
import { redaction, tokenName } from '../data/limits.ts';
import type { JsonObject } from '../project/json.ts';
import { exempt } from '../report/exempt.ts';
import { masked } from '../report/mask-tokens.ts';
import { secretState } from '../run/secrets.ts';
import type { ExistingFunction, Json } from '../types.ts';
import type { FunctionState, ProjectState, ShownFinding } from './events.ts';
import type { Served } from './project.ts';

/** An empty secret counts as missing: HubSpot has no empty secrets. */
const states = { empty: 'missing', placeholder: 'placeholder', set: 'set' } as const;

/** Characters of fixtures, as JSON, that are shown in total: secrets are looked for in all of them at once. */
const shownFixtures = 500_000;

/**
 * What the page shows of the project and its functions.
 * @param fixtureOf returns a function's fixture, or null if the function does not have one
 * @param findings what `check` found
 */
export function stateOf(
  served: Served,
  fixtureOf: (name: string) => Json,
  findings: readonly ShownFinding[],
): ProjectState {
  const { project, functions, problem = null, redact, hide, hideJson } = served;
  const files = new Set(functions.map(({ file }) => file));
  let left = shownFixtures;
  const shownFixture = (name: string): Json => {
    const fixture = fixtureOf(name);
    const { length } = JSON.stringify(fixture);
    if (length > left) return null;
    left -= length;
    const shown = redact.json(hideJson(fixture));
    const { method } = Object(fixture);
    return METHODS.includes(method) ? { ...(shown as JsonObject), method } : shown;
  };
  const state = {
    project: project.name,
    platformVersion: project.platformVersion,
    functions: functions.map((one) => stateOfFunction(one, served, shownFixture(one.name), findings)),
    findings: findings.filter(({ path }) => !files.has(path)),
    problem,
  };
  return masked(state, hide, exempt.dev);
}

function stateOfFunction(
  { name, file, endpoint, secrets }: ExistingFunction,
  { secrets: values, hide }: Served,
  fixture: Json,
  findings: readonly ShownFinding[],
): FunctionState {
  const names = [...new Set([...secrets, ...(values[tokenName] === undefined ? [] : [tokenName])])];
  return {
    name,
    file,
    path: endpoint?.path,
    methods: endpoint?.methods.map((method) => (METHODS.includes(method) ? method : hide(method))),
    secrets: names.map((secret) => {
      return {
        name: looksLikeValue(secret) ? redaction : secret,
        state: states[secretState(values[secret] ?? '')],
      };
    }),
    fixture,
    findings: findings.filter(({ path }) => path === file),
  };
}
