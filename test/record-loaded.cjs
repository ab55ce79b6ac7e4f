// Preloaded into a run of the program. When it ends, records which files and Node modules it has loaded.
process.on('exit', () => {
  const builtins = process.moduleLoadList
    .filter((entry) => entry.startsWith('NativeModule '))
    .map((entry) => entry.slice('NativeModule '.length));
  const loaded = { files: Object.keys(require.cache), builtins };
  require('node:fs').writeFileSync(process.env.LOADED_FILES, JSON.stringify(loaded));
});
