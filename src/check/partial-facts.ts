import type { Code, Facts, FunctionsFolder } from './facts.ts';

/** The facts that a command knows; rules find nothing in the rest. */
export function partialFacts(known: Partial<Facts> & Pick<Facts, 'layout' | 'platformVersion'>): Facts {
  const nothing = { path: '', text: '', value: null, loose: false, duplicates: [] };
  return {
    platform: undefined,
    sourceDirectory: '.',
    projectFile: nothing,
    app: undefined,
    publicApp: undefined,
    configs: [],
    folders: [],
    codes: [],
    functions: [],
    components: [],
    misplaced: [],
    ignored: [],
    extensions: [],
    siblings: [],
    outerEnv: [],
    spelling: (path) => path,
    ...known,
  };
}

/** A file of which no more may be known than its text. */
export function partialCode(known: Partial<Code> & Pick<Code, 'path' | 'text' | 'bundled'>): Code {
  return {
    syntaxError: undefined,
    reads: [],
    readsUnknown: true,
    imports: [],
    typos: [],
    exportsMain: undefined,
    commonjs: undefined,
    context: [],
    sendCalls: [],
    logged: [],
    environmentNames: [],
    bareReturns: [],
    textParams: [],
    ...known,
  };
}

/** A folder of which a command knows only a part; rules find nothing in the rest. */
export function partialFolder(
  known: Partial<FunctionsFolder> & Pick<FunctionsFolder, 'path'>,
): FunctionsFolder {
  return {
    registry: undefined,
    manifest: undefined,
    moduleManifest: undefined,
    installed: () => undefined,
    packageManager: () => 'npm',
    env: undefined,
    ignoreFile: undefined,
    envTracked: undefined,
    ...known,
  };
}
