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
/** The second group is the end, which is looked for in the line only. */
const variable = /\$\{([^}\n\r\u2028\u2029]*)(\})?/g;
const onlyVariable = /^\$\{([^}]+)\}$/;

/** Does a text contain a variable that a profile would replace? */
export function hasVariable(text: string): boolean {
  return text.includes('${');
}

/** The profiles of a project; one that cannot be read has no variables. */
export function readProfiles(files: ProjectFiles, sourceDirectory: string): readonly Profile[] {
  return files
    .names(sourceDirectory)
    .filter((name) => profileFile.test(name))
    .map((name) => inFolder(sourceDirectory, name))
    .map((path) => ({ path, variables: variablesOf(files.readSmall(path)) }));
}

function variablesOf(text = ''): Readonly<Record<string, Json>> {
  try {
    return objectOf(objectOf(JSON.parse(text))?.variables) ?? {};
  } catch {
    return {};
  }
}

/**
 * A component with the values of variables in its `uid` and its `config`, as HubSpot's parser puts them in
 * (`@hubspot/project-parsing-lib` 0.23.0, `applyHsProfileVariables`): a text that is one variable becomes its value, and
 * within other text it is written out. Of several profiles nobody has said which one is meant, so a variable counts only
 * where all give it the same value; any other stays as it is written.
 *
 * @param onUnresolved is told of those that stay, and whether profiles give one different values (or none defines it)
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
