const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const milliseconds = { type: 'number', minimum: 0 } as const;
const logged = { level: { enum: ['DEBUG', 'INFO', 'WARN', 'ERROR'] }, message: text } as const;
const warning = { code: text, message: text } as const;

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
      items: record(logged),
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
      warnings: { type: 'array', items: record(warning) },
      next: { type: 'array', items: record({ command: text, why: text }) },
      command: text,
    },
    {
      // Of dev, whose document is its last line.
      event: { const: 'end' },
      // With --diff, of each changed file.
      diffs: texts,
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

const pairs = { type: 'array', items: { type: 'array', items: text } } as const;
const found = record({
  rule: text,
  severity,
  path: text,
  line: { type: 'integer', minimum: 1 },
  message: text,
  hint: text,
});

const served = record(
  {
    name: text,
    file: text,
    secrets: {
      type: 'array',
      items: record({ name: text, state: { enum: ['set', 'placeholder', 'missing'] } }),
    },
    fixture: {},
    findings: { type: 'array', items: found },
  },
  // Of an endpoint.
  { path: text, methods: texts },
);

const request = {
  oneOf: [
    record({
      kind: { const: 'endpoint' },
      method: text,
      path: text,
      query: pairs,
      headers: pairs,
      body: text,
    }),
    record({ kind: { const: 'app' }, function: text, parameters: {}, propertiesToSend: {} }),
  ],
} as const;

/** The JSON Schema of each line that `dev --json` prints; the last one is a result. */
export const eventSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Lines of create-hs-function dev --json',
  oneOf: [
    record({ event: { const: 'ready' }, url: text, functions: texts }),
    record({
      event: { const: 'project' },
      project: text,
      platformVersion: text,
      functions: { type: 'array', items: served },
      findings: { type: 'array', items: found },
      problem: { oneOf: [record(warning, { hint: text }), { type: 'null' }] },
    }),
    record({
      event: { const: 'call' },
      id: text,
      at: text,
      caller: { enum: ['http', 'card', 'page'] },
      function: text,
      request,
    }),
    record({ event: { const: 'log' }, id: text, timestamp: text, ...logged }),
    record(
      {
        event: { const: 'answer' },
        id: text,
        status: { type: 'integer' },
        durationMs: milliseconds,
        waitedMs: milliseconds,
        headers: pairs,
        body: text,
        warnings: { type: 'array', items: record(warning) },
      },
      { error },
    ),
    record({ event: { const: 'warning' }, ...warning }, { function: text }),
    { $ref: 'report.schema.json' },
  ],
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
