import { secretPlaceholder, tokenName } from '../data/limits.ts';
import type { ExistingFunction, Json } from '../types.ts';
import type { FunctionState, ProjectState } from './events.ts';
import type { Served } from './project.ts';

/**
 * What the page shows of the project and its functions.
 *
 * @param fixtureOf gives a function's fixture; null where it has none
 */
export function stateOf(served: Served, fixtureOf: (name: string) => Json): ProjectState {
  const { project, functions, problem } = served;
  const hint = problem?.details.hint;
  return {
    project: project.name,
    platformVersion: project.platformVersion,
    functions: functions.map((one) => stateOfFunction(one, served, fixtureOf(one.name))),
    problem:
      problem === undefined
        ? null
        : { code: problem.code, message: problem.message, ...(hint === undefined ? {} : { hint }) },
  };
}

function stateOfFunction(
  { name, file, endpoint, secrets }: ExistingFunction,
  { secrets: values, redact }: Served,
  fixture: Json,
): FunctionState {
  const names = [...new Set([...secrets, ...(values[tokenName] === undefined ? [] : [tokenName])])];
  return {
    name,
    file,
    ...(endpoint === undefined ? {} : { path: endpoint.path, methods: endpoint.methods }),
    secrets: names.map((secret) => ({ name: secret, state: stateOfSecret(values[secret]) })),
    fixture: redact.json(fixture),
    findings: [],
  };
}

function stateOfSecret(value: string | undefined): FunctionState['secrets'][number]['state'] {
  if (!value) return 'missing';
  return value === secretPlaceholder ? 'placeholder' : 'set';
}
