'use strict';
// Runs the scenarios on Windows or under Wine, and writes the results to a file: see ../run.mjs.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { remove } = require('./removing.cjs');

const [setting, out, only = ''] = process.argv.slice(2);

// Under Wine, the first process has no streams that Node can use, so everything runs in a second one with pipes.
if (process.env.SCENARIOS === undefined) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'scenarios-'));
  const env = { ...process.env, ...temporary(folder), SCENARIOS: fs.readFileSync(setting, 'utf8') };
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { env, stdio: 'pipe' });
  remove(folder);
  process.exit(fs.existsSync(folder) ? 1 : (status ?? 1));
}

/** Variables that make a process use a folder for temporary files. */
function temporary(folder) {
  return { TEMP: folder, TMP: folder, TMPDIR: folder };
}

const suites = ['everyday', 'paths', 'commands', 'processes', 'locks', 'kills', 'installs'];
const tests = suites.flatMap((suite) =>
  Object.entries(require(path.join(__dirname, `${suite}.cjs`))).map(([name, work]) => ({ name, work })),
);

async function main() {
  const results = [];
  const save = (done) => fs.writeFileSync(out, JSON.stringify({ node: process.version, done, results }));
  const top = os.tmpdir();
  for (const { name, work } of tests.filter((one) => one.name.includes(only))) {
    const startedAt = Date.now();
    const folder = fs.mkdtempSync(path.join(top, 'scenario-'));
    Object.assign(process.env, temporary(folder));
    const failure = await Promise.resolve()
      .then(work)
      .then(
        () => undefined,
        (error) => String(error.stack ?? error).slice(0, 2000),
      )
      .finally(() => remove(folder));
    results.push({ name, failure, seconds: Math.round((Date.now() - startedAt) / 1000) });
    save(false);
  }
  save(true);
}

// Do not wait for processes that a scenario left running.
main().finally(() => process.exit());
