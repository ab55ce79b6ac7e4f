#!/usr/bin/env node
'use strict';
// Old syntax, so that an older Node gets this far and says what is wrong.
var fs = require('fs');
var path = require('path');

var argv = process.argv.slice(2);
var only = argv.length === 1 ? argv[0] : undefined;

function isSupported(version) {
  var major = Number(version.split('.')[0]);
  var minor = Number(version.split('.')[1]);
  return (major === 20 && minor >= 17) || (major === 22 && minor >= 9) || major > 22;
}

function prepared(name) {
  return fs.readFileSync(path.join(__dirname, '..', 'dist', name), 'utf8');
}

var opened = {};
var output = { isDevice: isDevice, stream: stream, write: write, lossCode: 2 };

/** Whether standard output (1) or error (2) might be a terminal. */
function isDevice(descriptor) {
  return fs.fstatSync(descriptor).isCharacterDevice();
}

/** Node's stream for a descriptor. Opening one takes a tenth of the start time. */
function stream(descriptor) {
  var found = descriptor === 1 ? process.stdout : process.stderr;
  if (!opened[descriptor]) found.on('error', descriptor === 1 ? tellLoss : ignore);
  opened[descriptor] = true;
  return found;
}

/** Bytes that every pipe holds although nobody reads. A direct write of more could wait forever, deaf to signals. */
var held = 16384;

/** Writes a whole text: directly, or by the stream to a terminal or a pipe that might be full. */
function write(descriptor, text) {
  var bytes = Buffer.from(text);
  if (!fs.fstatSync(descriptor).isFile()) held -= bytes.length;
  if (opened[descriptor] || held < 0 || isDevice(descriptor)) {
    stream(descriptor).write(bytes);
    return;
  }
  var written = 0;
  try {
    while (written < bytes.length) written += fs.writeSync(descriptor, bytes, written);
  } catch (error) {
    if (error.code === 'EAGAIN') stream(descriptor).write(bytes.subarray(written));
    else if (descriptor === 1) tellLoss(error);
  }
}

/** Ignores a reader that stops early, as `head` does. */
function tellLoss(error) {
  if (error.code === 'EPIPE') return;
  var inPlace = output.lossCode === 0 ? 'The files are in place, but the' : 'The';
  process.exitCode = process.exitCode || output.lossCode;
  write(2, 'Error: ' + inPlace + ' result could not be written to standard output: ' + error.message + '.\n');
}

// Nobody is left to tell.
function ignore() {}

function refuse() {
  var needed = '20.17 or later within 20, or 22.9 or later, and this is ' + process.versions.node;
  if (process.permission) needed = 'without its permission model (--permission, also in NODE_OPTIONS)';
  var message = 'create-hs-function needs Node.js ' + needed + '.';
  process.exitCode = 1;
  if (argv.indexOf('--json') < 0) write(2, message + '\n');
  else write(1, JSON.stringify(failure(message)) + '\n');
}

function failure(message) {
  var mode = /^(invoke|check|migrate|dev)$/.test(argv[0]) ? argv[0] : 'create';
  var called =
    (mode === 'create' ? 'npm create ' : 'npx create-') + 'hs-function@' + prepared('version.txt').trim();
  // Any other word might be a secret value, which this Node cannot check.
  var words = argv.map((word) => (word === mode || word === '--json' ? word : "'***'"));
  return {
    ok: false,
    code: 1,
    mode: mode,
    project: null,
    changes: [],
    install: { status: 'skipped', packageManager: 'npm', command: 'npm install', durationMs: 0 },
    invocations: [],
    warnings: [],
    next: [],
    command: [called].concat(mode === 'create' ? '--' : [], words).join(' '),
    error: { code: 'unsupported-node', message: message },
  };
}

if (!isSupported(process.versions.node) || process.permission) refuse();
else if ((only === '--help' || only === '-h') && !isDevice(1)) write(1, prepared('help.txt'));
else if (only === '--version' || only === '-v') write(1, prepared('version.txt'));
else run();

function run() {
  var needsNoFunction = /^(-h|-v|--help|--version|--node)\b/;
  // Boots the process that will run the function while the program is being loaded.
  var runsFunctions = argv[0] === 'invoke' || argv[0] === 'dev';
  if (runsFunctions && !argv.some((argument) => needsNoFunction.test(argument))) {
    require('../dist/child-process.cjs').startAhead(process.env);
  }
  require('../dist/cli.cjs').main(output).then(leave);
}

/** Direct writes have arrived, so exit; an open stream might still be writing, until a signal, or five seconds after one. */
function leave() {
  if (!opened[1] && !opened[2]) process.exit();
  if (process.exitCode > 129) setTimeout(process.exit, 5000).unref();
  process.on('SIGINT', process.exit.bind(process, 130));
  process.on('SIGTERM', process.exit.bind(process, 143));
  process.on('SIGHUP', process.exit.bind(process, 143));
}
