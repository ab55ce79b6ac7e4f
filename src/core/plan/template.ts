import { templates } from 'virtual:template-table';

/** What a template needs; where a person says something else, that counts. Its folder is its name. */
export interface Template {
  readonly name: string;
  /** One line for help, lower case, without a full stop. */
  readonly summary: string;
  /** Input that makes it do its work, as `name=value`: a parameter, or an endpoint's query. */
  readonly sample: string;
  /** Does it call HubSpot with `PRIVATE_APP_ACCESS_TOKEN`? */
  readonly token: boolean;
  /** Does it make sense as an endpoint only? */
  readonly endpoint: boolean;
  /** Names of the secrets that it reads where nobody names others; the first is the one that its code uses. */
  readonly secrets: readonly string[];
  /** Scopes that its calls of HubSpot need. */
  readonly scopes: readonly string[];
  /** npm package names and the ranges that it needs of them. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Methods of its endpoint. */
  readonly methods: readonly string[];
}

/** The template of that name, or undefined. */
export function findTemplate(name: string): Template | undefined {
  return templates.find((template) => template.name === name);
}
