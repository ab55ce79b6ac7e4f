'use strict';
// Kills the program at one of its calls of node:fs, using the injection from the faults suite.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { environment, program } = require('./attempt.cjs');

const inject = path.join(__dirname, 'inject.cjs');

/**
 * @param at number of the call, starting at 1; no call is killed if left out
 * @returns whether the run succeeded, and its calls as the injection logs them: kind, name, file
 */
async function runWithFault(folder, args, at) {
  const log = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'log-')), 'log');
  fs.writeFileSync(log, '');
  const env = environment({
    FAULT_FOLDER: folder,
    FAULT_LOG: log,
    ...(at === undefined ? {} : { FAULT_AT: String(at), FAULT_KIND: 'KILL' }),
    NODE_OPTIONS: `--require ${JSON.stringify(inject)}`,
  });
  const ended = await endsWell(folder, args, env);
  const calls = fs.readFileSync(log, 'utf8').trimEnd().split('\n');
  return { ended, calls };
}

/** Runs the program, and returns whether its exit code is 0. */
function endsWell(folder, args, env = environment()) {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}

module.exports = { endsWell, runWithFault };
