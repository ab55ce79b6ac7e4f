/** What makes an ES module of a CommonJS module, by the module's path, word for word. */
const rewritten = {
  'validate-npm-package-name/lib/index.js': [
    ["const builtins = require('./builtin-modules.json')", "import builtins from './builtin-modules.json'"],
    ['module.exports = validate', 'export default validate'],
  ],
};

/**
 * Takes the one CommonJS package that every new project needs as an ES module: bundled as CommonJS it would need the
 * bundler's helpers, which are a file of their own to load. Fails the build where the module reads differently.
 */
export function plainModules() {
  return {
    name: 'plain-modules',
    transform(code, id) {
      const name = Object.keys(rewritten).find((file) =>
        id.replaceAll('\\', '/').endsWith(`/node_modules/${file}`),
      );
      if (name === undefined) return null;
      return rewritten[name].reduce((text, [from, to]) => {
        if (!text.includes(from)) throw new Error(`No ${from} in ${name}: see scripts/plain-modules.mjs.`);
        return text.replace(from, to);
      }, code);
    },
  };
}
