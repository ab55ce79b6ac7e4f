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

const severity = { enum: ['error', 'warning', 'suggestion'] } as const;
const meanings = { type: 'array', items: record({ code: text, meaning: text }) } as const;

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
          severity,
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

/** The JSON Schema of the other documents that `--json` prints: for `--help`, `--version`, `check --explain` and `completion`. */
export const documentSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Other documents of create-hs-function',
  oneOf: [
    record({ name: text, version: text }),
    record({ shell: text, script: text }),
    record(
      { rule: text, severity, finds: text, why: text, source: text, fixable: { type: 'boolean' } },
      { layout: text },
    ),
    record({
      name: text,
      version: text,
      commands: {
        type: 'array',
        items: record({
          name: text,
          usage: text,
          summary: text,
          options: {
            type: 'array',
            items: record(
              { name: text, flags: text, kind: text, summary: text },
              {
                value: text,
                choices: { type: 'array', items: record({ value: text }, { summary: text }) },
                default: text,
              },
            ),
          },
        }),
      },
      codes: { type: 'array', items: record({ code: { type: 'integer' }, meaning: text }) },
      errors: {
        type: 'array',
        items: record({ code: text, exit: { type: 'integer' }, meaning: text }),
      },
      warnings: meanings,
      functionErrors: meanings,
      answersSchema: { type: 'object' },
    }),
  ],
} as const;
