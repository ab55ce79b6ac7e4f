#!/usr/bin/env node
'use strict';
// Old syntax on purpose: an older Node has to be able to read this far to say what is wrong.
var fs = require('fs');
var path = require('path');

var version = process.versions.node.split('.');
var major = Number(version[0]);
var minor = Number(version[1]);
var supported = (major === 20 && minor >= 17) || (major === 22 && minor >= 9) || major > 22;
var argv = process.argv.slice(2);
var only = argv.length === 1 ? argv[0] : undefined;

function prepared(name) {
  return fs.readFileSync(path.join(__dirname, '..', 'dist', name), 'utf8');
}

if (!supported) {
  var message = 'create-hs-function needs Node.js 20.17 or later (22.9 or later within 22), and this is ' + process.versions.node + '.';
  if (argv.indexOf('--json') >= 0) {
    var error = { code: 'unsupported-node', message: message };
    process.stdout.write(
      JSON.stringify({ ok: false, code: 1, mode: 'create', changes: [], invocations: [], warnings: [], next: [], command: '', error: error }) + '\n',
    );
  } else {
    process.stderr.write(message + '\n');
  }
  process.exitCode = 1;
} else if (only === '--help' || only === '-h') {
  process.stdout.write(prepared('help.txt'));
} else if (only === '--version' || only === '-v') {
  process.stdout.write(prepared('version.txt'));
} else {
  require('../dist/cli.cjs');
}
