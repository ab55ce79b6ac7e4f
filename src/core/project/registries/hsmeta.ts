import type { ExistingFunction, Json } from '../../../types.ts';
import { printable } from '../../report/printable.ts';
import { objectOf, stringOf, stringsOf } from '../json-values.ts';
import { resolveIn } from '../project-files.ts';
import { endpointOf } from './endpoint.ts';

/** A component's configuration: `{uid, type, config}`. */
export interface Component {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly value: Json;
}

export function uidOf(component: Component): string | undefined {
  return stringOf(objectOf(component.value)?.uid);
}

export function typeOf(component: Component): string | undefined {
  return stringOf(objectOf(component.value)?.type);
}

/**
 * The function that a component describes, or undefined where it is none or has no `uid`.
 *
 * @param sourceDirectory `entrypoint` is absolute from there
 */
export function functionOfComponent(
  sourceDirectory: string,
  component: Component,
): ExistingFunction | undefined {
  const name = uidOf(component);
  if (name === undefined || typeOf(component) !== 'app-function') return undefined;
  const config = objectOf(objectOf(component.value)?.config) ?? {};
  const entrypoint = stringOf(config.entrypoint);
  const endpoint = endpointOf(config.endpoint);
  return {
    name,
    file: entrypoint === undefined ? '' : resolveIn(sourceDirectory, entrypoint.replace(/^\//, '')),
    configFile: component.path,
    secrets: stringsOf(config.secretKeys),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/**
 * Why an app cannot have serverless functions, as a sentence, or undefined where it can: HubSpot gives them to apps
 * with static auth and private distribution only.
 */
export function whyUnsuitable(app: Json): string | undefined {
  const config = objectOf(objectOf(app)?.config) ?? {};
  const fields = [
    { field: 'config.auth.type', value: objectOf(config.auth)?.type, should: 'static' },
    { field: 'config.distribution', value: config.distribution, should: 'private' },
  ];
  const wrong = fields.find(({ value, should }) => value !== should);
  if (wrong === undefined) return undefined;
  const is = wrong.value === undefined ? 'missing' : printable(JSON.stringify(wrong.value));
  return `${wrong.field} is ${is} and has to be "${wrong.should}".`;
}
