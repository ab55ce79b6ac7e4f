'use strict';
// Shared by the scenarios: running the packed program, and projects to run it in.
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/**
 * Settings from the driver: the program's file, the folder with tools, the registry's address, and whether to try
 * everything.
 */
const { program, tools, registry, all } = JSON.parse(process.env.SCENARIOS);

const nodeFolder = path.dirname(process.execPath);
const underWine = tools !== '';
if (underWine) require('./wine-sockets.cjs');

/** The environment of a person: Node and npm on the PATH, and no variables of the npm that runs this. */
function environment(more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SCENARIOS$|npm_|NODE_|Path$)/i.test(name));
  const npmUnderWine = {
    NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, 'wine-sockets.cjs'))}`,
  };
  return {
    ...Object.fromEntries(kept),
    Path: `${nodeFolder};${process.env.Path ?? process.env.PATH}`,
    npm_config_registry: registry,
    npm_config_update_notifier: 'false',
    ...(underWine ? npmUnderWine : {}),
    ...more,
  };
}

/** Runs the program in a folder. Standard input is closed. */
function run(cwd, args, { env = {}, input = '' } = {}) {
  const options = { cwd, input, encoding: 'utf8', env: environment(env) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], options);
  return { code: status, stdout, stderr };
}

function documentOf(cwd, args, options) {
  const { code, stdout, stderr } = run(cwd, [...args, '--json'], options);
  try {
    return { code, ...JSON.parse(stdout) };
  } catch {
    throw new Error(`No document (code ${code}): ${stdout}\n${stderr}`);
  }
}

/** Runs a line as a person would type it in cmd. */
function typed(cwd, line, env = {}) {
  const words = ['/d', '/s', '/c', `"${line}"`];
  const options = { cwd, encoding: 'utf8', windowsVerbatimArguments: true };
  const cmd = process.env.ComSpec ?? 'cmd.exe';
  const { status, stdout, stderr } = spawnSync(cmd, words, { ...options, input: '', env: environment(env) });
  return { code: status, stdout, stderr };
}

const heldUnderWine = (file, sharing) => [path.join(tools, 'hold.exe'), ['3600000', sharing, file]];

/** Has never been tried. */
function heldByPowerShell(file, sharing) {
  const names = { r: 'Read', w: 'Write', d: 'Delete' };
  const shared = sharing === 'none' ? 'None' : [...sharing].map((one) => names[one]).join(', ');
  const opened = `[IO.File]::Open('${file.replaceAll("'", "''")}', 'Open', 'Read', '${shared}')`;
  return ['powershell.exe', ['-NoProfile', '-Command', `$held = ${opened}; 'held'; Start-Sleep 3600`]];
}

/**
 * Has another program hold a file open while something is done.
 * @param sharing what others are allowed to do meanwhile: `r` (read), `w` (write) and `d` (delete, rename)
 */
async function whileHeld(file, sharing, work) {
  const [holding, words] = underWine ? heldUnderWine(file, sharing) : heldByPowerShell(file, sharing);
  const holder = spawn(holding, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve, reject) => {
    holder.stdout.once('data', resolve);
    holder.once('error', reject);
    holder.once('exit', () => reject(new Error(`${file} could not be held`)));
  });
  try {
    return work();
  } finally {
    holder.kill();
    await new Promise((resolve) => holder.once('exit', resolve));
  }
}

/** A folder with its long name. On GitHub's machines, the temporary folder has a short one. */
function emptyFolder() {
  return fs.realpathSync.native(fs.mkdtempSync(path.join(os.tmpdir(), 'hs-')));
}

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/** Every file in a folder, by its path with `/`. */
function contents(folder) {
  const found = {};
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    found[path.relative(folder, file).replaceAll('\\', '/')] = fs.readFileSync(file, 'latin1');
  }
  return found;
}

/** The program's own temporary files. */
const isOurs = (name) => /(^|\/)\.create-hs-function-/.test(name);

const functions = 'src/app/app.functions';

/** A project with functions given by their sources. */
function project(sources, more = {}) {
  const folder = emptyFolder();
  const entries = Object.keys(sources).map((file) => [path.parse(file).name, { file, secrets: [] }]);
  write(folder, {
    'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
    'src/app/app.json': '{"name":"shop","scopes":["oauth"]}',
    [`${functions}/serverless.json`]: registryOf(Object.fromEntries(entries)),
    [`${functions}/package.json`]: '{}\n',
    ...Object.fromEntries(Object.entries(sources).map(([file, text]) => [`${functions}/${file}`, text])),
    ...more,
  });
  return folder;
}

function registryOf(appFunctions) {
  return `${JSON.stringify({ appFunctions }, null, 2)}\n`;
}

const answers = (text) => `exports.main = async (context) => ${text};\n`;

module.exports = {
  all,
  answers,
  contents,
  documentOf,
  emptyFolder,
  environment,
  functions,
  isOurs,
  nodeFolder,
  program,
  project,
  registryOf,
  run,
  tools,
  typed,
  underWine,
  whileHeld,
  write,
};
