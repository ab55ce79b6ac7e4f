import type { Code, Facts, FunctionsFolder } from './facts.ts';

/** Fills in the facts that a command does not know, so that rules find nothing there. */
export function partialFacts(known: Partial<Facts> & Pick<Facts, 'layout' | 'platformVersion'>): Facts {
  const nothing = { path: '', text: '', value: null, duplicates: [] };
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

/** A code file about which little more than its text might be known. */
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

/** Fills in what a command does not know about a folder, so that rules find nothing there. */
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
