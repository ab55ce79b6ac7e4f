import { parseNpmrc } from './npmrc.ts';
import { type NamedText, parseYaml, textsIn } from './structured-texts.ts';

/** A setting of a package manager's configuration file. */
export interface Setting {
  /** As it is written. */
  readonly key: string;
  /** The key as `settingName` makes it; in TOML, in lower case with its table. */
  readonly name: string;
  /** Empty for a list or a mapping of YAML. */
  readonly value: string;
  /** All texts in the value; only set for YAML. */
  readonly texts?: readonly NamedText[];
  /** The parsed value; only set for YAML. */
  readonly entries?: unknown;
}

/** The form in which settings are compared, however they are spelled: `save-exact`, `save_exact` and `saveExact` are one. */
export function settingName(key: string): string {
  return key.replace(/[-_.]/g, '').toLowerCase();
}

/** An escape sequence for a character that could be written as it is, or a byte that is not UTF-8: it may hide something. */
export const hiddenCharacter = /\ufffd|(?<!\\)(?:\\\\)*\\[xuUnrt\s]/;

/** Returns a text's settings; undefined if only the package manager can read it with certainty. */
type SettingsReader = (text: string) => readonly Setting[] | undefined;

/** Readers of every file that configures a package manager. They are stricter than the package managers themselves. */
export const settingsReaders = {
  '.npmrc': (text) => parseNpmrc(text)?.map(({ key, value }) => ({ key, name: settingName(key), value })),
  'pnpm-workspace.yaml': readYaml,
  '.yarnrc': readYarnrc,
  '.yarnrc.yml': readYaml,
  'bunfig.toml': readToml,
} as const satisfies Readonly<Record<string, SettingsReader>>;

export type ConfigurationName = keyof typeof settingsReaders;

/** A file that configures a package manager, as a project brings it. */
export interface Configuration {
  readonly kind: ConfigurationName;
  /** The file's path, as shown in messages. */
  readonly name: string;
  /** Absolute path of the folder that it is in. */
  readonly folder: string;
  readonly text: string;
  readonly settings: readonly Setting[];
}

/** Keys with a scope's registry, or with the credentials for a registry. */
export const registryKey =
  /^(@[^:]+:registry|\/\/.+:(_authToken|_auth|username|_password|email|always-auth))$/i;

/** A registry for any scope, at an unknown address. */
export const anyScope: NamedText = ['@*', ''];

/**
 * The registries that a setting names for scopes: each scope (`@a`), and the address as it is written. The address is empty
 * if it is not written in the one plain way; the scope is any if none can be told, as with `onConflict`, with which Yarn
 * drops what another file says.
 */
export function registriesIn({ key, name, value, entries }: Setting): readonly NamedText[] {
  if (/^@.+:registry$/.test(key)) return [[key.replace(/:registry$/, ''), value]];
  if (name === 'install.scopes') {
    const [, scope = '*'] = /^install\.scopes\.@?(.+)$/.exec(key) ?? [];
    const [, address = ''] =
      /^(?:\{\s*(?:(?!url)\w+\s*=\s*(?:"[^"\\]*"|'[^']*')\s*,\s*)*url\s*=\s*)?("[^"]*"|'[^']*')(?!.*url)/i.exec(
        value,
      ) ?? [];
    return [[`@${scope}`, address]];
  }
  if (!/^(?:registries|npmscopes)$/.test(name)) return [];
  const scopes = Object.entries(Object(entries));
  if (scopes.length === 0) return [anyScope];
  return scopes.flatMap(([scope, one]): readonly NamedText[] => {
    const fields = name === 'registries' ? { npmRegistryServer: one } : Object(one);
    if (!/^npm\w+(?: npm\w+)*$/.test(Object.keys(fields).join(' '))) return [anyScope];
    const { npmRegistryServer: address } = fields;
    return address === undefined ? [] : [[scope.replace(/^@?/, '@'), String(address)]];
  });
}

/** The top level of a YAML file. A text may not have a line break or a tab: they are dropped where an address is read. */
function readYaml(text: string): readonly Setting[] | undefined {
  const [value, ...others] = parseYaml(text) ?? ['unreadable'];
  // Yarn 4 reads a file with this mark as a lockfile of Yarn 1.
  const isOdd = typeof value === 'string' || others.length > 0 || /yarn\s+lockfile\s+v1/i.test(text);
  if (isOdd || textsIn(value).some(([, one]) => /\p{Cc}/u.test(one))) return undefined;
  return Object.entries(Object(value)).map(([key, one]) => ({
    key,
    name: settingName(key),
    value: typeof one === 'string' ? one : '',
    texts: textsIn(one, key),
    entries: one,
  }));
}

/** Unlike Yarn 1, this reads neither several settings in one line nor escapes in quotes: it returns undefined then. */
function readYarnrc(text: string): readonly Setting[] | undefined {
  return readLines(text, (line) => {
    const [, , written, value] =
      /^(["']?)([@\w./:-]+)\1\s+("[^"\\]*"|[\w./+@\p{L}-]+)$/u.exec(line.trimEnd()) ?? [];
    if (written === undefined || value === undefined) return undefined;
    const key = written.replace(/^--(?:[a-z]+\.)?/, '');
    return { key, name: settingName(key), value };
  });
}

/**
 * Reads a subset of TOML: tables, and keys with a plain value on one line or a list over several lines. Returns undefined
 * for anything else.
 */
function readToml(text: string): readonly Setting[] | undefined {
  let table = '';
  return readLines(
    text.replace(listOverLines, (list) => list.replace(/\r?\n/g, ' ')),
    (line) => {
      const header = /^\[([\w-]+(?:\.[\w-]+)*)\]\s*(#.*)?$/.exec(line)?.[1];
      table = header ?? table;
      if (header !== undefined) return 'nothing';
      const isOfScopes = table === 'install.scopes';
      const [, , written, value] = /^(["']?)(@?[\w./-]+)\1\s*=\s*(\S.*)$/.exec(line) ?? [];
      if (written === undefined || value === undefined || !plainValue.test(value)) return undefined;
      if (/^(test|run|serve|debug|bundle|define|loader)(\.|$)/.test(table)) return 'nothing';
      if (/[./@]/.test(written) && !isOfScopes) return undefined;
      const key = [table, written].filter(Boolean).join('.');
      return { key, name: isOfScopes ? table : key.toLowerCase(), value };
    },
  );
}

const listOverLines = /\[[ \t]*\r?\n(?:[ \t]*(?:"[^"\\\r\n]*"|'[^'\r\n]*')[ \t]*(?:,[ \t]*)?\r?\n)*[ \t]*\]/g;

/** A value of TOML without texts over several lines, and without nested tables, whose keys would not be checked. */
const plainValue = /^(?:"(?!"")[^"\\]*"|'(?!'')[^']*'|[\w.+-]+|\[[^[\]{}]*\]|\{[^[\]{}]*\})\s*(?:#.*)?$/;

function readLines(
  text: string,
  read: (line: string) => Setting | 'nothing' | undefined,
): readonly Setting[] | undefined {
  const settings: Setting[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const found = read(line.trim());
    if (found === undefined) return undefined;
    if (found !== 'nothing') settings.push(found);
  }
  return settings;
}
