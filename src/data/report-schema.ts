const text = { type: 'string' } as const;
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

function listOf(items: object) {
  return { type: 'array', items } as const;
}

const texts = listOf(text);
const status = { enum: ['SUCCESS', 'ERROR', 'TIMEOUT'] } as const;
const severity = { enum: ['error', 'warning', 'suggestion'] } as const;
const counted = { type: 'integer', minimum: 1 } as const;
const finding = { rule: text, severity, path: text, line: counted, message: text, hint: text } as const;
const meanings = listOf(record({ code: text, meaning: text }));

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
  { function: text, status, durationMs: milliseconds, response: {}, logs: listOf(record(logged)) },
  {
    error,
    // The outcome of the same call before a migration.
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
          // If the run stopped while it read the project.
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
      changes: listOf(
        record(
          { action: { enum: ['create', 'update', 'unchanged', 'move', 'archive'] }, path: text },
          { from: text },
        ),
      ),
      invocations: listOf(invocation),
      warnings: listOf(record(warning)),
      next: listOf(record({ command: text, why: text })),
      command: text,
    },
    {
      // Only in dev: the document is its last line.
      event: { const: 'end' },
      // With --diff: one for each changed file.
      diffs: texts,
      // Only in check.
      findings: listOf(record({ ...finding, column: counted, fixable: { type: 'boolean' } })),
      error: record({ code: text, message: text }, { hint: text, missing: texts, conflicts: texts }),
    },
  ),
} as const;

const pairs = listOf(listOf(text));
const found = record(finding);

const served = record(
  {
    name: text,
    file: text,
    secrets: listOf(record({ name: text, state: { enum: ['set', 'placeholder', 'missing'] } })),
    fixture: {},
    findings: listOf(found),
  },
  // Only for endpoints.
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
      functions: listOf(served),
      findings: listOf(found),
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
        warnings: listOf(record(warning)),
      },
      { error },
    ),
    record({ event: { const: 'warning' }, ...warning }, { function: text }),
    { $ref: 'report.schema.json' },
  ],
} as const;

/** The JSON Schema of the other `--json` documents: `--help`, `--version`, `check --explain` and `completion`. */
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
      commands: listOf(
        record({
          name: text,
          usage: text,
          summary: text,
          options: listOf(
            record(
              { name: text, flags: text, kind: text, summary: text },
              { value: text, choices: listOf(record({ value: text }, { summary: text })), default: text },
            ),
          ),
        }),
      ),
      codes: listOf(record({ code: { type: 'integer' }, meaning: text })),
      errors: listOf(record({ code: text, exit: { type: 'integer' }, meaning: text })),
      warnings: meanings,
      functionErrors: meanings,
      answersSchema: { type: 'object' },
    }),
  ],
} as const;
