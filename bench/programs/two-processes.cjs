// The baseline for an isolated run: one Node process that waits for another.
require('node:child_process').spawn(process.execPath, [`${__dirname}/empty.cjs`], { stdio: 'ignore' });
