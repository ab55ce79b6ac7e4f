import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CompiledTemplates } from 'virtual:templates';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { afterEach, describe, expect, test } from 'vitest';
import { precompileTemplates } from '../../scripts/precompile.mjs';
import { helpers } from '../../src/core/plan/render.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'compile-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Sources = Readonly<Record<string, string>>;

/** The templates below a folder, by their paths without `.hbs`. */
function sourcesIn(directory: string): Sources {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.hbs'),
  );
  return Object.fromEntries(
    files.map((file) => [
      file.replaceAll(path.sep, '/').replace(/\.hbs$/, ''),
      readFileSync(path.join(directory, file), 'utf8'),
    ]),
  );
}

async function compiled(sources: Sources): Promise<CompiledTemplates> {
  for (const [name, source] of Object.entries(sources)) {
    const file = path.join(folder, `${name}.hbs`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, source);
  }
  const code = precompileTemplates(folder);
  const { templates } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return templates;
}

/** Handlebars itself, with the same helpers, partials and options. */
function handlebars(sources: Sources): (name: string, data: object) => string {
  const engine = Handlebars.create();
  for (const [name, helper] of Object.entries(helpers)) {
    engine.registerHelper(name, (...values) =>
      (helper as (...given: unknown[]) => unknown)(...values.slice(0, -1)),
    );
  }
  for (const [name, source] of Object.entries(sources)) {
    if (name.startsWith('partials/')) engine.registerPartial(name.slice('partials/'.length), source);
  }
  const templates = Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [name, engine.compile(source, { noEscape: true })]),
  );
  return (name, data) => templates[name]?.(data) ?? '';
}

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const texts = fc.array(text, { maxLength: 3 });
const endpoint = fc.record({ path: text, methods: fc.array(text, { minLength: 1, maxLength: 3 }) });
const described = fc.record(
  { name: text, file: text, sample: text, parameter: text, value: text, endpoint },
  { requiredKeys: ['name', 'file', 'sample', 'parameter', 'value'] },
);
/** Whatever the templates are given, and more of it than ever comes together. */
const data = fc.record(
  {
    endpoint,
    method: text,
    sendsBody: fc.boolean(),
    key: text,
    variables: texts,
    others: texts,
    app: text,
    functionsDirectory: text,
    secretsAt: text,
    secrets: texts,
    token: fc.boolean(),
    platform: fc.record({ version: text, built: fc.boolean(), today: text }),
    commands: fc.record({ add: text, current: text, invoke: text, install: text }),
    functions: fc.array(described, { maxLength: 3 }),
    appFunctions: fc.array(described, { maxLength: 3 }),
    endpoints: fc.array(fc.record({ endpoint, sample: text }), { maxLength: 3 }),
  },
  { requiredKeys: ['method', 'variables', 'app', 'platform', 'commands', 'functions'] },
);

describe('a compiled template says what Handlebars says', () => {
  test('each of our templates, whatever it is given', async () => {
    const sources = sourcesIn(path.resolve('templates'));
    const templates = await compiled(sources);
    const reference = handlebars(sources);
    fc.assert(
      fc.property(data, (given) => {
        for (const [name, template] of Object.entries(templates)) {
          expect(template(helpers, templates, given), name).toBe(reference(name, given));
        }
      }),
    );
  });

  test.each([
    'plain `text` with \u0024{dollars}, "quotes", \\ and \u2028\n',
    '{{! a comment }}\nnext line\n',
    '{{#if none}}\nyes\n{{else}}\nno\n{{/if}}\n',
    '{{#if list}}a{{else if word}}b{{else}}c{{/if}}',
    '{{#if zero}}a{{else}}b{{/if}}{{#unless word}}c{{/unless}}',
    '{{#each list}}{{js this}}{{#unless @last}}, {{/unless}}{{else}}nothing{{/each}}',
    '{{#each none}}x{{else}}nothing{{/each}}{{#each empty}}x{{else}}nothing{{/each}}',
    '{{#each rows}}{{#if cells}}{{#each cells}}{{text ../name}}{{text ../../word}}{{text this}};{{/each}}{{/if}}{{/each}}',
    '{{js word "-" word}} {{text rows.[0].name}} {{json missing.deep.down}}!',
    'before\n{{> part}}\nafter\n{{#each rows}}\n{{> part}}\n{{/each}}\n',
    '{{#if word~}}  tight  {{~/if}}',
    '\\{{ left alone }}\n',
  ])('%j', async (source) => {
    const sources = { page: source, 'partials/part': 'part of {{text name}}\n' };
    const given = {
      word: "o'clock",
      name: 'top',
      zero: 0,
      list: ['a', 'b'],
      empty: [],
      rows: [{ name: 'one', cells: ['1', '2'] }, { name: 'two', cells: [] }, { name: 'three' }],
    };
    const templates = await compiled(sources);
    expect(templates.page?.(helpers, templates, given)).toBe(handlebars(sources)('page', given));
  });
});

test.each([
  'a\n{{#with word}}x{{/with}}',
  'a\n  {{> part}}\n',
  'a\n{{json word key=1}}',
  'a\n{{> part name=word}}',
  'a\n{{text @root}}',
])('what the templates do without stops the build, with its place: %j', async (source) => {
  await expect(compiled({ page: source, 'partials/part': '' })).rejects.toThrow(
    'page.hbs:2: the templates do without',
  );
});
