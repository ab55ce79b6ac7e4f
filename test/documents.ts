import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, inject } from 'vitest';
import { documentOf, type Run } from './program.ts';

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(path.join(inject('packed'), 'dist', 'report.schema.json'), 'utf8')),
);

/** The document of a run with `--json`. Fails unless it matches the published schema and the exit code. */
export function validDocumentOf(result: Run): ReturnType<typeof documentOf> {
  const document = documentOf(result);
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  expect({ ok: document.ok, code: document.code }).toEqual({ ok: result.code === 0, code: result.code });
  return document;
}
