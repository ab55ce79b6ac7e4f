// An edit with the library that most generators use to keep a file's formatting.
const { readFileSync, writeFileSync } = require('node:fs');
const { applyEdits, modify } = require('jsonc-parser');

const [, , file, name] = process.argv;
const text = readFileSync(file, 'utf8');
const value = { file: `${name}.js`, secrets: [] };
const edits = modify(text, ['appFunctions', name], value, {
  formattingOptions: { tabSize: 2, insertSpaces: true },
});
writeFileSync(file, applyEdits(text, edits));
