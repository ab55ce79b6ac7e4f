const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const milliseconds = { type: 'number', minimum: 0 } as const;

function record(required: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}) {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  } as const;
}

const status = { enum: ['SUCCESS', 'ERROR', 'TIMEOUT'] } as const;

const error = record(
  { code: text, message: text },
  {
    hint: text,
    at: record({ file: text, line: { type: 'integer' } }, { column: { type: 'integer' } }),
    excerpt: text,
    stack: text,
  },
);

const invocation = record(
  {
    function: text,
    status,
    durationMs: milliseconds,
    response: {},
    logs: {
      type: 'array',
      items: record({ level: { enum: ['DEBUG', 'INFO', 'WARN', 'ERROR'] }, message: text }),
    },
  },
  {
    error,
    // What the same call returned before a migration.
    before: record({ status, durationMs: milliseconds, response: {} }, { error }),
  },
);

/** The JSON Schema of the document that `--json` prints, in success and failure. */
export const reportSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Result of create-hs-function',
  ...record(
    {
      ok: { type: 'boolean' },
      code: { enum: [0, 1, 2, 3, 4, 5, 6, 130, 143] },
      mode: { enum: ['create', 'add', 'invoke', 'check', 'dev', 'migrate'] },
      project: {
        oneOf: [
          record({ directory: text, platformVersion: text, functionsDirectory: text }),
          // Of a run that stopped while the project was read.
          record({ directory: text }, { platformVersion: text }),
          { type: 'null' },
        ],
      },
      install: record(
        {
          status: { enum: ['done', 'skipped', 'failed'] },
          packageManager: { enum: ['npm', 'pnpm', 'yarn', 'bun'] },
          command: text,
          durationMs: milliseconds,
        },
        { problem: text },
      ),
      changes: {
        type: 'array',
        items: record(
          { action: { enum: ['create', 'update', 'unchanged', 'move', 'archive'] }, path: text },
          { from: text },
        ),
      },
      invocations: { type: 'array', items: invocation },
      warnings: { type: 'array', items: record({ code: text, message: text }) },
      next: { type: 'array', items: record({ command: text, why: text }) },
      command: text,
    },
    {
      // Of dev, whose document is its last line.
      event: { const: 'end' },
      // Of check.
      findings: {
        type: 'array',
        items: record({
          rule: text,
          severity: { enum: ['error', 'warning', 'suggestion'] },
          path: text,
          line: { type: 'integer', minimum: 1 },
          column: { type: 'integer', minimum: 1 },
          message: text,
          hint: text,
          fixable: { type: 'boolean' },
        }),
      },
      error: record({ code: text, message: text }, { hint: text, missing: texts, conflicts: texts }),
    },
  ),
} as const;
