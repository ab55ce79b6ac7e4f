'use strict';
const fs = require('node:fs');

/** Removes a folder that a recently ended process might still hold. Gives up after five seconds. */
function remove(folder) {
  for (let tries = 0; fs.existsSync(folder) && tries < 50; tries += 1) {
    try {
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

module.exports = { remove };
