import { deepestNesting } from '../../data/limits.ts';
import type { Json } from '../../types.ts';
import { inFolder, type ProjectFiles } from '../files.ts';
import { objectOf, stringOf } from '../json.ts';

/** A profile of a project: `hsprofile.<name>.json` in `srcDir`. */
export interface Profile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly variables: Readonly<Record<string, Json>>;
}

const profileFile = /^hsprofile\.[^.]+\.json$/;
/** A variable within a line; the second group is missing if it has no closing brace. */
const variable = /\$\{([^}\n\r\u2028\u2029]*)(\})?/g;
const onlyVariable = /^\$\{([^}]+)\}$/;

/** Returns true if a text contains a variable that a profile would replace. */
export function hasVariable(text: string): boolean {
  return text.includes('${');
}

/** The profiles of a project; one that cannot be read has no variables. */
export function readProfiles(files: ProjectFiles, sourceDirectory: string): readonly Profile[] {
  return files
    .names(sourceDirectory)
    .filter((name) => profileFile.test(name))
    .map((name) => inFolder(sourceDirectory, name))
    .map((path) => ({ path, variables: variablesOf(files.read(path)) }));
}

function variablesOf(text = ''): Readonly<Record<string, Json>> {
  try {
    return objectOf(objectOf(JSON.parse(text))?.variables) ?? {};
  } catch {
    return {};
  }
}

/**
 * A component with the variables in its `uid` and `config` replaced as by HubSpot's parser
 * (`@hubspot/project-parsing-lib` 0.23.0, `applyHsProfileVariables`): a text that is only a variable becomes its value;
 * within other text, the value is written out. It is not known which of several profiles is meant, so a variable is only
 * replaced if all of them give it the same value.
 * @param onUnresolved called with each variable that is not replaced; `differs` if some profile defines it, not all alike
 */
export function withProfile(
  component: Json,
  profiles: readonly Profile[],
  onUnresolved: (variable: { readonly name: string; readonly differs: boolean }) => void = () => {},
): Json {
  const fields = objectOf(component);
  if (fields === undefined) return component;
  const variableValue = (name: string): Json | undefined => {
    const values = profiles.map(({ variables }) =>
      Object.hasOwn(variables, name) ? variables[name] : undefined,
    );
    const [first] = values;
    if (isValue(first) && values.every((value) => value === first)) return first;
    onUnresolved({ name, differs: values.some(isValue) });
    return undefined;
  };
  const written = (text: string): string =>
    text.replace(variable, (whole, name: string, end: string | undefined) =>
      end === undefined ? whole : String(variableValue(name) ?? whole),
    );
  const resolved = (value: Json, depth = 0): Json => {
    if (depth > deepestNesting) return value;
    if (typeof value === 'string') {
      const name = onlyVariable.exec(value)?.[1];
      return name === undefined ? written(value) : (variableValue(name) ?? value);
    }
    if (Array.isArray(value)) return value.map((item) => resolved(item, depth + 1));
    const members = objectOf(value);
    if (members === undefined) return value;
    return Object.fromEntries(
      Object.entries(members).map(([key, member]) => [key, resolved(member, depth + 1)]),
    );
  };
  const uid = stringOf(fields.uid);
  return {
    ...fields,
    ...(uid === undefined ? {} : { uid: written(uid) }),
    ...(fields.config === undefined ? {} : { config: resolved(fields.config) }),
  };
}

function isValue(value: Json | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
