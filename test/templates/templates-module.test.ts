import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { precompileTemplates, templateTable } from '../../scripts/templates.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'precompile-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function withFile(file: string, text: string): string {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
  return folder;
}

test.each(['{{name}}', '{{{name}}}', '{{#if a}}{{name}}{{/if}}', '{{unknown name}}'])(
  'a value that goes into a file as %s, without a helper, stops the build',
  (bare) => {
    const directory = withFile('functions/bad/function.js.hbs', `const a = 1;\nconst name = '${bare}';\n`);
    expect(() => precompileTemplates(directory, ['functions'])).toThrow(
      'functions/bad/function.js.hbs:2: {{',
    );
  },
);

test('a misspelt key of template.json stops the build', () => {
  const directory = withFile(
    'functions/bad/template.json',
    '{"summary": "s", "order": 1, "sample": "a=b", "secret": []}',
  );
  expect(() => templateTable(directory)).toThrow('template.json: unknown secret');
});

test('a template without a summary stops the build', () => {
  const directory = withFile('functions/bad/template.json', '{"order": 1, "sample": "a=b"}');
  expect(() => templateTable(directory)).toThrow('template.json: summary missing');
});
