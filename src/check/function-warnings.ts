import { posix } from 'node:path';
import { resolveIn } from '../project/files.ts';
import { relativePath } from '../project/same-file.ts';
import { folded } from '../project/spelling.ts';
import { type LocalSecrets, secretState } from '../run/secrets.ts';
import type { FunctionSource } from '../run/source.ts';
import type { Invocation, Warning } from '../types.ts';
import type { Code, EnvFile, Facts } from './facts.ts';
import { isBundled, partialCode, partialFacts, partialFolder } from './partial-facts.ts';
import { warningsIn } from './warnings.ts';

interface RunFacts {
  readonly invocation: Invocation;
  /** The function's own file first, then the files it loads. */
  readonly sources: readonly FunctionSource[];
  /** Secrets read while a file was being loaded. Files are named as in `sources`. */
  readonly earlyReads: readonly { readonly name: string; readonly file: string; readonly line: number }[];
  readonly secrets: Pick<LocalSecrets, 'file' | 'values' | 'failure'>;
}

/**
 * The warnings of a run, from the rules that need a function's code and its local secrets. The code is only tokenised, so
 * that no parser has to be loaded. Rules that need scopes only run in `check`.
 */
export function functionWarnings({ invocation, sources, secrets, earlyReads }: RunFacts): readonly Warning[] {
  const path = posix.dirname(invocation.configFile);
  const layout = invocation.configFile.endsWith('/serverless.json') ? 'serverless-json' : 'hsmeta';
  const folder = partialFolder({ path, env: envOf(path, secrets) });
  const [own] = sources;
  // The file name as spelled in the configuration, which might differ from the spelling on disk.
  const named = relativePath(invocation.functionsDirectory, invocation.file);
  const written = own === undefined || folded(named) === folded(own.onDisk) ? named : own.file;
  const onDisk = new Map(sources.map((one) => [posix.join(path, one.file), posix.join(path, one.onDisk)]));
  if (own !== undefined) onDisk.set(resolveIn(path, written), posix.join(path, own.onDisk));
  const codes = sources.map((source) => {
    const early = earlyReads.filter(({ file }) => file === source.file);
    return codeOf(source, path, source === own ? onDisk : undefined, early);
  });
  const file = own === undefined ? '' : resolveIn(path, written);
  return warningsIn(
    partialFacts({
      layout,
      platformVersion: '',
      folders: [folder],
      functions: [{ ...factsOf(invocation, layout), folder, written, file, code: codes[0], codes }],
      codes,
      spelling: (one) => onDisk.get(one) ?? one,
    }),
    'run',
  );
}

function factsOf(
  { function: name, configFile, environment = {}, secrets, endpoint }: Invocation,
  layout: Facts['layout'],
) {
  const secretsKey = layout === 'hsmeta' ? ('secretKeys' as const) : ('secrets' as const);
  return {
    name,
    configFile: { path: configFile, text: '', value: null, duplicates: [] },
    config: Object.keys(environment).length === 0 ? {} : { environment },
    at: [],
    isFile: true,
    secrets,
    secretsKey,
    endpoint,
  };
}

function envOf(folder: string, { file, values, failure }: RunFacts['secrets']): EnvFile {
  const names = new Map(Object.entries(values).map(([name, value]) => [name, secretState(value)] as const));
  return { path: `${folder}/${file ?? '.env'}`, names, places: new Map(), failure, isInUse: true };
}

/** @param onDisk how the disk spells the files that were read; undefined for a file other than the function's own */
function codeOf(
  { file, text, environment, imports, context }: FunctionSource,
  folder: string,
  onDisk: ReadonlyMap<string, string> | undefined,
  earlyReads: RunFacts['earlyReads'],
): Code {
  const bundled = isBundled(text);
  const known = { path: posix.join(folder, file), text, bundled };
  if (bundled) return partialCode(known);
  const reads = [
    ...environment.map((read) => ({ hasDefault: false, ...read, column: 1, topLevel: false })),
    // For reads during loading, only the name and line are known.
    ...earlyReads.map(({ name, line }) => ({ name, line, column: 1, hasDefault: true, topLevel: true })),
  ];
  if (onDisk === undefined) return partialCode({ ...known, reads });
  return partialCode({
    ...known,
    reads,
    imports: imports.flatMap(({ specifier, target, line }): Code['imports'] => {
      if (specifier === undefined || target === undefined) return [];
      const named = posix.join(folder, target);
      const real = onDisk.get(named) ?? named;
      return [{ specifier, line, column: 1, optional: false, target: real, isSpelled: real === named }];
    }),
    context: context.map((read) => ({ ...read, column: 1, rename: undefined })),
  });
}
