/** Preloaded with `node --require`. Makes the process look as if it runs on macOS, where there is no `/proc`. */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

Object.defineProperty(process, 'platform', { value: 'darwin' });
for (const name of ['readFileSync', 'readlinkSync']) {
  const original = fs[name];
  fs[name] = (file, ...rest) => {
    if (!String(file).startsWith('/proc/')) return original(file, ...rest);
    throw Object.assign(new Error(`ENOENT: ${file}`), { code: 'ENOENT' });
  };
}
syncBuiltinESMExports();
