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
    callback: undefined,
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
    exposedEnv: undefined,
    envTracked: undefined,
    ...known,
  };
}

/** A longer line was written by a tool, not by a person. */
const longestWrittenLine = 2000;
/** Identifiers that webpack, esbuild, ncc, Parcel and Rollup's CommonJS plugin leave in their output. */
const bundlerMarks =
  /__webpack_require__|__nccwpck_require__|\bparcelRequire|\b__commonJS\b|\b__toESM\b|\b__toCommonJS\b|\bgetDefaultExportFromCjs\b/;

/** Whether a file is bundled or minified. Names and line numbers in these files would not help anyone. */
export function isBundled(text: string): boolean {
  return bundlerMarks.test(text) || text.split('\n').some(({ length }) => length > longestWrittenLine);
}
