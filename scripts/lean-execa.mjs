// execa as far as this program uses it: what it never asks for is left out of the bundle.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const idle = '() => {}';
const first = '(given) => given';
const list = '() => []';
const record = '() => ({})';
const set = 'new Set()';

/**
 * What src/io/install/install.ts does without, by module, with what stands in for each export. It runs one program,
 * without input and with its output as streams: no other stream is made or joined, nothing is kept, split, converted
 * or logged, and of the result only the exit code, the signal and the system's error code are read.
 */
const unused = {
  // execaSync, templates, `preferLocal` and `node`
  'execa/lib/methods/main-sync.js': { execaCoreSync: idle },
  'execa/lib/methods/template.js': { isTemplateString: idle, parseTemplates: idle },
  'execa/lib/methods/node.js': { handleNodeOption: '(...given) => given' },
  'npm-run-path/index.js': { npmRunPathEnv: idle },
  // `verbose`
  'execa/lib/verbose/info.js': { getVerboseInfo: idle },
  'execa/lib/verbose/start.js': { logCommand: idle },
  'execa/lib/verbose/complete.js': { logResult: idle },
  'execa/lib/verbose/output.js': { shouldLogOutput: idle, logLines: idle },
  'execa/lib/verbose/values.js': { isFullVerbose: idle },
  // `ipc`, `gracefulCancel`, `cancelSignal` and `timeout`
  'execa/lib/ipc/methods.js': { addIpcMethods: idle },
  'execa/lib/ipc/buffer-messages.js': { waitForIpcOutput: list, getBufferedIpcOutput: list },
  'execa/lib/ipc/ipc-input.js': { validateIpcInputOption: idle, sendIpcInput: idle },
  'execa/lib/terminate/graceful.js': { validateGracefulCancel: idle, throwOnGracefulCancel: list },
  'execa/lib/terminate/cancel.js': { validateCancelSignal: idle, throwOnCancel: list },
  'execa/lib/terminate/timeout.js': { validateTimeout: idle, throwOnTimeout: list },
  // `pipe()`, `readable()` and the like
  'execa/lib/pipe/setup.js': { pipeToSubprocess: idle },
  'execa/lib/convert/add.js': { addConvertedStreams: idle },
  // streams, files and transforms for `stdin`, `stdout` and `stderr`
  'execa/lib/stdio/type.js': {
    getStdioItemType: "() => 'native'",
    isRegularUrl: idle,
    isUnknownStdioString: idle,
    FILE_TYPES: set,
    TRANSFORM_TYPES: set,
    TYPE_TO_MESSAGE: '{}',
  },
  'execa/lib/stdio/direction.js': { getStreamDirection: "(items, fd) => (fd === 0 ? 'input' : 'output')" },
  'execa/lib/stdio/native.js': { handleNativeStream: '({ stdioItem }) => stdioItem' },
  'execa/lib/stdio/input-option.js': { handleInputOptions: list },
  'execa/lib/stdio/duplicate.js': { filterDuplicates: first, getDuplicateStream: idle },
  'execa/lib/transform/generator.js': { generatorToStream: idle },
  'execa/lib/transform/normalize.js': { normalizeTransforms: first },
  'execa/lib/transform/object-mode.js': { getFdObjectMode: idle },
  'execa/lib/io/output-async.js': { pipeOutputAsync: idle },
  'is-stream/index.js': { isStream: idle },
  // `buffer` and `lines`
  'execa/lib/io/iterate.js': { iterateForResult: idle },
  'execa/lib/io/max-buffer.js': { handleMaxBuffer: idle },
  'execa/lib/io/strip-newline.js': { stripNewline: first, getStripFinalNewline: idle },
  'get-stream/source/index.js': {
    default: idle,
    getStreamAsArrayBuffer: idle,
    getStreamAsArray: idle,
    MaxBufferError: 'class {}',
  },
  // other encodings than UTF-8
  'execa/lib/arguments/encoding-option.js': { validateEncoding: idle, BINARY_ENCODINGS: set },
  // the wording of errors, and other signals than the default
  'execa/lib/arguments/escape.js': { joinCommand: record },
  'execa/lib/return/message.js': { createMessages: record },
  'execa/lib/terminate/signal.js': {
    normalizeKillSignal: first,
    normalizeSignalArgument: first,
    getSignalDescription: idle,
  },
};

/** All that is taken of execa's own exports, word for word. */
const entry = [
  "import {createExeca} from './lib/methods/create.js';",
  'export const execa = createExeca(() => ({}));',
];

const standIn = '\0lean-execa:';

/** A plugin for rolldown and Vite. An execa that lacks one of these modules or exports, or needs more, fails the build. */
export function leanExeca() {
  const files = new Map();
  return {
    name: 'lean-execa',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!/[\\/]node_modules[\\/]execa[\\/]/.test(importer ?? '')) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      const name = nameOf(resolved?.id ?? '');
      if (!Object.hasOwn(unused, name)) return resolved;
      files.set(name, resolved.id);
      return { id: standIn + name, moduleSideEffects: false };
    },
    async load(id) {
      if (!id.startsWith(standIn)) return null;
      const name = id.slice(standIn.length);
      const there = exportsOf(this.parse(await readFile(files.get(name), 'utf8')));
      demand(Object.keys(unused[name]), (exported) => there.includes(exported), name);
      return Object.entries(unused[name])
        .map(([name, code]) => `export ${name === 'default' ? 'default' : `const ${name} =`} ${code};\n`)
        .join('');
    },
    transform(code, id) {
      if (nameOf(id) !== 'execa/index.js') return null;
      demand(entry, (line) => code.includes(line), 'execa/index.js');
      return entry.join('\n');
    },
    buildEnd(error) {
      if (error === undefined && files.size > 0)
        demand(Object.keys(unused), (name) => files.has(name), 'execa');
    },
  };
}

function demand(wanted, isThere, where) {
  const missing = wanted.filter((one) => !isThere(one));
  if (missing.length > 0)
    throw new Error(`No ${missing.join(', ')} in ${where}: see scripts/lean-execa.mjs.`);
}

/** Such as `execa/lib/methods/create.js`. */
function nameOf(id) {
  return id.split(path.sep).join('/').split('/node_modules/').at(-1);
}

function exportsOf({ body }) {
  return body.flatMap((node) => {
    if (node.type === 'ExportDefaultDeclaration') return ['default'];
    if (node.type !== 'ExportNamedDeclaration') return [];
    const { declaration, specifiers } = node;
    if (declaration === null) return specifiers.map(({ exported }) => exported.name);
    return (declaration.declarations ?? [declaration]).map(({ id }) => id.name);
  });
}
