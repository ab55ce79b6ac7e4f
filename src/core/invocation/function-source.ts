import { tokenName } from '../../data/secrets.ts';
import type { Warning } from '../../types.ts';
import type { PlacedRead } from './environment-reads.ts';
import type { Import } from './imports.ts';
import { packageOf } from './package-of.ts';

/** One of the function's own files, with what its code says of the world outside. */
export interface FunctionSource {
  /** Relative to the functions folder, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly environment: readonly PlacedRead[];
  readonly imports: readonly Import[];
}

/** Variables that are no secrets: set by systems and tools, or read by many libraries. */
const ordinary = /^(NODE_.*|PATH|HOME|PWD|USER|SHELL|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|CI|DEBUG|AWS_.*|npm_.*)$/;

/**
 * Warns of each secret that the code reads and the configuration does not declare: it is undefined in production,
 * even where `.env` has a value for it. Each is named once, where it is read first.
 */
export function undeclaredSecrets(
  sources: readonly FunctionSource[],
  declared: readonly string[],
  configFile: string,
): Warning[] {
  const known = new Set<string>([...declared, tokenName]);
  return readsOf(sources).flatMap(({ name, file, line }) => {
    if (known.has(name) || ordinary.test(name)) return [];
    known.add(name);
    const message = `${file}:${line} reads process.env.${name}, which ${configFile} does not declare among the function's secrets: HubSpot does not provide it, and neither does this run. List it there.`;
    return [{ code: 'undeclared-secret', message }];
  });
}

/**
 * Warns of each declared secret, and of the token, that the code reads outside of any function. Each is named once,
 * where it is read first.
 */
export function topLevelReads(sources: readonly FunctionSource[], declared: readonly string[]): Warning[] {
  const left = new Set<string>([...declared, tokenName]);
  return readsOf(sources).flatMap(({ name, file, line, topLevel }) => {
    if (!topLevel || !left.delete(name)) return [];
    const message = `${file}:${line} reads process.env.${name} at the top level, once when the file is loaded: at HubSpot the value is stale or undefined there. Read it inside the handler.`;
    return [{ code: 'top-level-read', message }];
  });
}

/** Does the code read the app's access token? */
export function readsToken(sources: readonly FunctionSource[]): boolean {
  return readsOf(sources).some(({ name }) => name === tokenName);
}

function readsOf(sources: readonly FunctionSource[]): (PlacedRead & { readonly file: string })[] {
  return sources.flatMap(({ file, environment }) => environment.map((read) => ({ ...read, file })));
}

/** Where a module is loaded first, by the specifier that the code gives. */
export function placeOfImport(
  sources: readonly FunctionSource[],
  matches: (specifier: string) => boolean,
): { readonly file: string; readonly line: number } | undefined {
  for (const { file, imports } of sources) {
    const place = imports.find(({ specifier }) => specifier !== undefined && matches(specifier));
    if (place !== undefined) return { file, line: place.line };
  }
  return undefined;
}

/** Could an `import` of this code reach a package that production would not have? */
export function importsNeedGuard(
  sources: readonly FunctionSource[],
  available: (name: string) => boolean,
): boolean {
  return sources.some(({ imports }) =>
    imports.some(({ kind, specifier }) => {
      if (kind !== 'import') return false;
      if (specifier === undefined) return true;
      const name = packageOf.exec(specifier)?.[0];
      return name !== undefined && !available(name);
    }),
  );
}
