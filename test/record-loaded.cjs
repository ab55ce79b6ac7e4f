// Preloaded into a run of the program: writes down, when it ends, which files it has loaded.
process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.LOADED_FILES, JSON.stringify(Object.keys(require.cache)));
});
