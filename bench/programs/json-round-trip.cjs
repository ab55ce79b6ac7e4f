// The baseline for an edit that keeps no formatting: parse, add, print.
const { readFileSync, writeFileSync } = require('node:fs');

const [, , file, name] = process.argv;
const registry = JSON.parse(readFileSync(file, 'utf8'));
registry.appFunctions[name] = { file: `${name}.js`, secrets: [] };
writeFileSync(file, JSON.stringify(registry, undefined, 2));
