import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { hasLinks, hasModes, hasScripts } from './left-out.ts';
import { emptyFolder, filesOf, run, writeFiles } from './program.ts';
import { hsmetaApp, legacyApp } from './project-shapes.ts';
import { keys, startProgram } from './pty.ts';

const key = 'canary-3f9a-value';

/** A project of 2023.2 with three functions, one of which has an endpoint, a card and a webhook. */
const legacy = {
  'hsproject.json': '{ "name": "shop", "srcDir": "src", "platformVersion": "2023.2" }\n',
  '.gitignore': '.env*\n!.env.example\n',
  'README.md': '# Shop\n\nSee src/app/app.functions.\n',
  'src/app/app.json': JSON.stringify({
    name: 'Shop',
    uid: 'shop',
    description: 'Sells',
    scopes: ['crm.objects.contacts.read'],
    public: false,
    extensions: { crm: { cards: [{ file: 'extensions/card.json' }] } },
    webhooks: { file: './webhooks/webhooks.json' },
  }),
  'src/app/app.functions/serverless.json': JSON.stringify({
    appFunctions: {
      hello: { file: 'hello.js', secrets: ['API_KEY'] },
      stock: { file: 'stock.js', endpoint: { path: 'shop/stock', method: ['GET'] } },
      old: { file: 'old.js' },
    },
  }),
  'src/app/app.functions/hello.js':
    'exports.main = async ({ parameters }) => ({ hello: parameters.name, keyed: Boolean(process.env.API_KEY) });\n',
  'src/app/app.functions/stock.js':
    'exports.main = async ({ params }) => ({ statusCode: 200, body: { item: params.item } });\n',
  'src/app/app.functions/old.js': 'exports.main = (context, sendResponse) => sendResponse({ old: true });\n',
  'src/app/app.functions/package.json': '{ "dependencies": {} }\n',
  'src/app/app.functions/.env': `API_KEY=${key}\n`,
  'src/app/extensions/card.json': JSON.stringify({
    type: 'crm-card',
    data: {
      title: 'Stock',
      uid: 'card',
      location: 'crm.record.tab',
      module: { file: 'Card.jsx' },
      objectTypes: [],
    },
  }),
  'src/app/extensions/Card.jsx':
    "import { hubspot } from '@hubspot/ui-extensions';\n\nhubspot.extend(() => null);\n",
  'src/app/webhooks/webhooks.json':
    '{ "settings": { "targetUrl": "https://example.com" }, "subscriptions": {} }\n',
  'fixtures/hello.json': '{ "parameters": { "name": "Ada" } }\n',
};

function projectWith(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  writeFiles(folder, files);
  return folder;
}

/** The project's files, byte for byte, without those that a migration archives. */
function withoutArchive(project: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filesOf(project)).filter(([name]) => !name.startsWith('archive/')),
  );
}

/** The arguments of a command from the report. */
function argumentsOf(command: string): readonly string[] {
  const words = command.split(' ');
  return words.slice(words.indexOf('migrate'));
}

describe('a project that this program made', () => {
  const create = ['my-app', '--template', 'endpoint', '--package-manager', 'pnpm', '--yes'];

  test("has the new version's README afterwards, and nothing that check would report", async () => {
    const folder = emptyFolder();
    await run(folder, create);
    const project = path.join(folder, 'my-app');
    const before = filesOf(project);
    const migrated = validDocumentOf(await run(project, ['migrate', '--json']));
    expect(migrated.warnings.map(({ code }: { code: string }) => code)).not.toContain('old-paths');
    const other = emptyFolder();
    await run(other, [...create, '--platform', '2026.09']);
    expect(filesOf(project)['README.md']).toBe(filesOf(path.join(other, 'my-app'))['README.md']);
    // In a repository, endpoints of other projects count too, but not those in the archive.
    execFileSync('git', ['init', '--quiet'], { cwd: project });
    expect(validDocumentOf(await run(project, ['check', '--json'])).findings).toEqual([]);
    rmSync(path.join(project, '.git'), { recursive: true });
    await run(project, argumentsOf(migrated.next.at(-1).command));
    expect(withoutArchive(project)).toEqual(before);
    execFileSync('git', ['init', '--quiet'], { cwd: project });
    const rules = validDocumentOf(await run(project, ['check', '--json'])).findings.map(
      ({ rule }: { rule: string }) => rule,
    );
    expect(rules).not.toContain('endpoint-clash');
  });

  test('keeps a README that was changed, with a note about the outdated lines', async () => {
    const folder = emptyFolder();
    await run(folder, create);
    const readme = path.join(folder, 'my-app', 'README.md');
    const text = `${readFileSync(readme, 'utf8')}\nOurs.\n`;
    writeFileSync(readme, text);
    const { warnings } = validDocumentOf(await run(path.dirname(readme), ['migrate', '--json']));
    expect(readFileSync(readme, 'utf8')).toBe(text);
    const [, , line] = text.split('\n');
    expect(line).toContain('app.functions');
    const note = warnings.find(({ code }: { code: string }) => code === 'old-paths');
    expect(note.message).toContain('lines 3, 5,');
  });
});

test('the diff of going back hides the values of a .env that was moved back before', async () => {
  const folder = projectWith({
    'shop.functions/serverless.json': JSON.stringify({
      runtime: 'nodejs20.x',
      version: '1.0',
      secrets: ['API_KEY'],
      endpoints: { orders: { method: 'GET', file: 'orders.js' } },
    }),
    'shop.functions/orders.js': 'exports.main = (context, send) => send({ statusCode: 200 });\n',
    'shop.functions/package.json': '{ "dependencies": {} }\n',
    'shop.functions/.env': `API_KEY=${key}\n`,
    'js/caller.js': `fetch('/_hcms/api/orders?k=${key}');\n`,
    '.gitignore': `${key}\n`,
  });
  const there = ['migrate', '--from', 'shop.functions', '--app', 'shop', '--fix-callers', '--yes', '--diff'];
  const back = ['migrate', '--restore', 'archive/design-manager', '--yes', '--diff'];
  for (const call of [there, back]) {
    const { code, stdout, stderr } = await run(folder, call);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('***');
    expect(stdout + stderr).not.toContain(key);
  }
});

describe('a legacy project', () => {
  test('is migrated to the newest version with one command, answers the same, and is restored with one command', async () => {
    const folder = projectWith(legacy);
    const document = validDocumentOf(await run(folder, ['migrate', '--json']));
    expect(document).toMatchObject({ code: 0, mode: 'migrate', project: { platformVersion: '2026.09' } });
    const answers = document.invocations.map((one: Record<string, unknown>) => [
      one.function,
      one.response,
      one.before,
    ]);
    expect(answers).toEqual([
      [
        'hello',
        { hello: 'Ada', keyed: true },
        expect.objectContaining({ response: { hello: 'Ada', keyed: true } }),
      ],
      ['stock', expect.objectContaining({ statusCode: 200 }), expect.objectContaining({ status: 'SUCCESS' })],
      ['old', { old: true }, expect.objectContaining({ status: 'ERROR' })],
    ]);
    const { invocations } = validDocumentOf(await run(folder, ['invoke', '--all', '--json']));
    expect(invocations.map(({ status }: { status: string }) => status)).toEqual([
      'SUCCESS',
      'SUCCESS',
      'SUCCESS',
    ]);

    const restore = document.next.at(-1).command;
    expect(restore).toMatch(/migrate --restore archive\/2023\.2$/);
    expect((await run(folder, argumentsOf(restore))).code).toBe(0);
    expect(withoutArchive(folder)).toEqual(legacy);
    const again = await run(folder, argumentsOf(restore));
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('Nothing to do')]);
  });

  test.each<[string, Record<string, string>]>([
    ['submodules', { '.git': 'gitdir: ../../../.git/modules/a\n', 'lib/.git': 'gitdir: /a\n' }],
    ['repositories of their own', { '.git/config': '[core]\n', '.git/hooks/x': 'x', 'lib/.git/HEAD': 'x' }],
  ])('is migrated and restored with folders that are %s', async (_, given) => {
    const at = (place: string) =>
      Object.fromEntries(Object.entries(given).map(([name, text]) => [`${place}/${name}`, text]));
    const files = { ...legacy, ...at('src/app/app.functions') };
    const folder = projectWith(files);
    const document = validDocumentOf(await run(folder, ['migrate', '--no-invoke', '--json']));
    expect(document.code).toBe(0);
    expect(filesOf(folder)).toMatchObject(at('src/app/functions'));
    expect((await run(folder, argumentsOf(document.next.at(-1).command))).code).toBe(0);
    expect(withoutArchive(folder)).toEqual(files);
  });

  test.each([
    ['that has rules only for where .env is now', { '.gitignore': '/src/app/functions/.env\n' }, []],
    ['whose rules the record takes away', {}, [{ path: '.gitignore', sha256: 'x' }]],
  ])('is restored with a warning that git would add the .env of a project %s', async (_, given, written) => {
    const folder = projectWith(legacy);
    execFileSync('git', ['init', '-q'], { cwd: folder });
    await run(folder, ['migrate', '--yes', '--no-invoke']);
    writeFiles(folder, given);
    const file = path.join(folder, 'archive/2023.2/migration.json');
    const made = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...made, written: [...made.written, ...written] }));
    const call = ['migrate', '--restore', 'archive/2023.2', '--yes', '--json'];
    const { code, warnings } = validDocumentOf(await run(folder, call));
    expect(code).toBe(0);
    const message = expect.stringContaining('src/app/app.functions/.env');
    expect(warnings).toContainEqual({ code: 'restored-env', message });
  });

  test('gets its original ignore rules back, including those in the functions folder', async () => {
    const rules = { '.gitignore': 'logs/\n', 'src/app/app.functions/.gitignore': '.env\n' };
    const folder = projectWith({ ...legacy, ...rules });
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const before = filesOf(folder);
    await run(folder, ['migrate', '--yes', '--no-invoke']);
    const call = ['migrate', '--restore', 'archive/2023.2', '--yes', '--json'];
    const { code, warnings } = validDocumentOf(await run(folder, call));
    expect([code, warnings.map((one: { code: string }) => one.code)]).toEqual([
      0,
      expect.not.arrayContaining(['restored-env']),
    ]);
    expect(filesOf(folder)).toMatchObject(before);
  });

  test('is migrated exactly as a dry run shows, and the dry run writes nothing', async () => {
    const folder = projectWith(legacy);
    const planned = validDocumentOf(await run(folder, ['migrate', '--dry-run', '--json']));
    expect(filesOf(folder)).toEqual(legacy);
    const made = validDocumentOf(await run(folder, ['migrate', '--json', '--no-invoke']));
    expect(planned.changes).toEqual(made.changes);
    expect(new Set(made.changes.map(({ action }: { action: string }) => action))).toEqual(
      new Set(['move', 'archive', 'create', 'update']),
    );
    const present = filesOf(folder);
    for (const { path: file, from } of made.changes) {
      expect(present, file).toHaveProperty([file]);
      if (from !== undefined && from !== 'hsproject.json') expect(present).not.toHaveProperty([from]);
    }
    expect(made.invocations).toEqual([]);
  });

  test('first explains what HubSpot’s own migration does, and lists what remains to be done in order', async () => {
    const document = validDocumentOf(await run(projectWith(legacy), ['migrate', '--json', '--no-invoke']));
    expect(document.warnings[0]).toMatchObject({ code: 'hubspot-migrate' });
    expect(document.warnings.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['old-paths', 'adapter-added']),
    );
    const commands = document.next.map(({ command }: { command: string }) => command);
    expect(commands.slice(-4, -1)).toEqual(['hs account use', 'hs project upload', 'hs project install-app']);
    const words = document.next.map(({ why }: { why: string }) => why).join('\n');
    for (const told of [
      'test account',
      'API_KEY',
      'unlink',
      'Stock',
      'shop/stock',
      'webhooks',
      'delete the old project',
    ]) {
      expect(words).toContain(told);
    }
  });

  test('is summed up: how many files were moved, archived, made and changed', async () => {
    const folder = projectWith(legacy);
    const counts = (text: string) => / [^\n]*: (\d+ files? .*) \(platform/.exec(text)?.[1];
    const planned = await run(folder, ['migrate', '--dry-run', '--no-invoke']);
    const { changes } = validDocumentOf(await run(folder, ['migrate', '--dry-run', '--no-invoke', '--json']));
    const numberOf = (kind: string) =>
      changes.filter(({ action }: { action: string }) => action === kind).length;
    const done = await run(folder, ['migrate', '--no-invoke']);
    expect(counts(done.stdout)).toBe(counts(planned.stdout));
    expect(counts(done.stdout)?.match(/\d+/g)?.map(Number)).toEqual(
      ['move', 'archive', 'create', 'update'].map(numberOf).filter((count) => count > 0),
    );
  });

  test('first explains how to get HubSpot’s CLI if it is missing', async () => {
    const bin = projectWith({ hs: '', 'hs.cmd': '' });
    chmodSync(path.join(bin, 'hs'), 0o755);
    const migrateWith = async (PATH: string) => {
      const args = ['migrate', '--json', '--no-invoke'];
      const { next } = validDocumentOf(await run(projectWith(legacy), args, { env: { PATH } }));
      return next.map(({ command }: { command: string }) => command);
    };
    expect((await migrateWith(bin))[0]).toBe('hs account use');
    expect((await migrateWith('')).slice(0, 3)).toEqual([
      'npm install --global @hubspot/cli',
      'hs account auth',
      'hs account use',
    ]);
  });

  test('that answers differently after the move ends with code 5 and the difference', async () => {
    const folder = projectWith({
      ...legacy,
      'src/app/app.functions/hello.js': 'exports.main = async () => require("path").basename(__dirname);\n',
    });
    const document = validDocumentOf(await run(folder, ['migrate', '--json']));
    expect(document).toMatchObject({ code: 5, error: { code: 'answers-differ' } });
    expect(document.error.message).toContain('"app.functions" before the move and "functions" after it');
    expect(document.error.hint).toContain('--restore archive/2023.2');
    expect(filesOf(folder)).toHaveProperty(['src/app/functions/hello.js']);
  });

  test('whose configuration changes after planning, for example by a function that runs before the move, is left alone', async () => {
    const config = 'src/app/app.functions/serverless.json';
    const code = `exports.main = async () => require('node:fs').appendFileSync(__dirname + '/serverless.json', ' ');\n`;
    const folder = projectWith({ ...legacy, 'src/app/app.functions/old.js': code });
    const before = filesOf(folder);
    const result = await run(folder, ['migrate', '--yes']);
    expect(result.code, result.stdout).toBe(3);
    expect(result.stderr).toContain(`${config} changed in the meantime`);
    expect(filesOf(folder)).toEqual({ ...before, [config]: `${before[config]} ` });
  });

  test('that answers differently each time does not count as broken', async () => {
    const folder = projectWith({
      ...legacy,
      'src/app/app.functions/hello.js': 'exports.main = async () => Math.random();\n',
    });
    const document = validDocumentOf(await run(folder, ['migrate', '--json']));
    expect(document.code).toBe(0);
    const warning = document.warnings.find(({ code }: { code: string }) => code === 'not-comparable');
    expect(warning.message).toContain('hello answers differently each time');
  });

  test('does not reveal a secret value in any form of output', async () => {
    const folder = projectWith({
      ...legacy,
      'src/app/app.functions/serverless.json': JSON.stringify({
        appFunctions: {
          hello: { file: 'hello.js', secrets: ['API_KEY'], environment: { OTHER: `other-${key}` } },
        },
      }),
    });
    for (const options of [['--dry-run', '--diff'], ['--dry-run', '--json'], ['--diff']]) {
      const { stdout, stderr, code } = await run(folder, ['migrate', ...options]);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(key);
    }
    expect(readFileSync(path.join(folder, 'src/app/functions/.env'), 'utf8')).toContain(`OTHER=other-${key}`);
    const { stdout, stderr, code } = await run(folder, ['migrate', '--restore', 'archive/2023.2', '--diff']);
    expect(code).toBe(0);
    expect(stdout).toContain('+++ ');
    expect(stdout + stderr).not.toContain(key);
  });

  test.each([
    ['outside of the project', '../old.functions', 'work'],
    ['in the working directory', 'old.functions', '.'],
  ])('shows no secret of a folder %s in diffs and warnings', async (_where, from, cwd) => {
    const base = emptyFolder();
    writeFiles(base, {
      'work/notes.md': '',
      'old.functions/serverless.json': '{"endpoints":{"thing":{"file":"thing.js","method":"GET"}}}',
      'old.functions/thing.js': `exports.main = (context, respond) => {
        const key = process.env['${key}'] || '${key}';
        respond({ statusCode: 200, body: key });
      };`,
      'old.functions/.env': `API_KEY=${key}`,
    });
    for (const option of ['--diff', '--json']) {
      const args = ['migrate', '--from', from, '--app', 'shop', '--dry-run', '--diff', option];
      const { stdout, stderr, code } = await run(path.join(base, cwd), args);
      expect(code).toBe(0);
      expect(stdout).toContain('***');
      expect(stdout + stderr).not.toContain(key);
    }
  });

  test('in a repository with uncommitted changes is migrated with a warning', async () => {
    const folder = projectWith(legacy);
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
    git('init', '-q');
    git('add', '-A');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first');
    const codes = async () => {
      const document = validDocumentOf(await run(folder, ['migrate', '--json', '--dry-run']));
      return document.warnings.map(({ code }: { code: string }) => code);
    };
    expect(await codes()).not.toContain('uncommitted-changes');
    writeFileSync(path.join(folder, 'README.md'), '# Shop, changed\n');
    expect(await codes()).toContain('uncommitted-changes');
  });
});

describe('migrate', () => {
  test('has nothing to do on a version that HubSpot builds, and explains what to edit for a newer one', async () => {
    const files = {
      'hsproject.json': '{"name":"a","srcDir":"src","platformVersion":"2026.03"}',
      'src/app/app-hsmeta.json': '{}',
    };
    const folder = projectWith(files);
    const { code, stdout } = await run(folder, ['migrate']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/No files to move: .*2026\.03.*change "platformVersion".*"2026\.09"/),
    ]);
    expect(filesOf(folder)).toEqual(files);
  });

  test('reports all conflicts at once, and writes nothing', async () => {
    const files = {
      ...legacy,
      'src/other/app.json': '{}',
      'src/theme/theme.json': '{}',
    };
    const folder = projectWith(files);
    const document = validDocumentOf(await run(folder, ['migrate', '--json']));
    expect(document).toMatchObject({ code: 3, error: { code: 'cannot-migrate' }, changes: [] });
    expect(document.error.conflicts).toEqual(
      expect.arrayContaining(['src/app/app.json', 'src/other/app.json', 'src/theme/theme.json']),
    );
    expect(filesOf(folder)).toEqual(files);
  });

  test.each([
    ['outside of a project', {}, [], 'no-project'],
    ['to a version that is not built', legacy, ['--platform', '2025.1'], 'not-a-target'],
    ['to a version whose layout is not documented', legacy, ['--platform', '2027.03'], 'not-a-target'],
    ['to a version without functions', legacy, ['--platform', '2025.2'], 'not-a-target'],
    ['to an unknown version', legacy, ['--platform', '1.0'], 'unknown-platform'],
    ['with an app but no folder', legacy, ['--app', 'x'], 'options-clash'],
    ['back to two things at once', legacy, ['--restore', 'archive/x', '--from', 'y'], 'options-clash'],
    ['back from no archive', legacy, ['--restore', 'archive/2023.2'], 'no-archive'],
    ['from a folder without functions', legacy, ['--from', 'src'], 'no-functions-folder'],
  ])('%s ends with code 2', async (_case, files, options, code) => {
    const folder = projectWith(files);
    const document = validDocumentOf(await run(folder, ['migrate', ...options, '--json']));
    expect(document).toMatchObject({ code: 2, error: { code } });
    expect(filesOf(folder)).toEqual(files);
  });
});

describe('a project of the newer layout', () => {
  const functions = {
    ...hsmetaApp,
    'src/app/functions/a-hsmeta.json':
      '{"uid":"a","type":"app-function","config":{"entrypoint":"/app/functions/a.js"}}',
    'src/app/functions/a.js': 'exports.main = async () => 1;',
  };
  const on = (version: string) => ({
    ...functions,
    'hsproject.json': `{"name":"shop","srcDir":"src","platformVersion":"${version}"}`,
  });

  test('on a version without functions is told so, and what to change', async () => {
    const folder = projectWith(on('2025.2'));
    const { code, error } = validDocumentOf(await run(folder, ['migrate', '--json']));
    expect({ code, is: error?.code }).toEqual({ code: 3, is: 'no-serverless-functions' });
    expect(error?.hint).toContain('"platformVersion"');
    expect(filesOf(folder)).toEqual(on('2025.2'));
  });

  test('without a version is told to add it, and not that it has no app', async () => {
    const { 'hsproject.json': _, ...files } = on('');
    const folder = projectWith({ ...files, 'hsproject.json': '{"name":"shop","srcDir":"src"}' });
    const { code, error } = validDocumentOf(await run(folder, ['migrate', '--json']));
    expect({ code, is: error?.code }).toEqual({ code: 3, is: 'invalid-project' });
    expect(error?.hint).toContain('2026.03 and 2026.09');
  });

  test('is told how to move to a later version', async () => {
    const { code, stdout } = await run(projectWith(on('2026.03')), ['migrate', '--platform', '2026.09']);
    expect(code).toBe(0);
    expect(stdout).toContain('To move to 2026.09, change "platformVersion" in hsproject.json to "2026.09".');
  });
});

describe('design-manager functions', () => {
  test.each([
    ['another app', '--app', 'other', 'app-differs'],
    ['another version', '--platform', '2026.03', 'platform-differs'],
  ])('are not moved into a project under the name of %s', async (_case, option, value, code) => {
    const files = { ...hsmetaApp, 'geo.functions/serverless.json': '{"endpoints":{}}' };
    const folder = projectWith(files);
    const document = validDocumentOf(
      await run(folder, ['migrate', '--from', 'geo.functions', option, value, '--json']),
    );
    expect(document).toMatchObject({ code: 2, error: { code, message: expect.stringContaining(option) } });
    expect(filesOf(folder)).toEqual(files);
  });

  test.each([
    ['of the old layout', legacyApp, [], 'legacy-project'],
    ['that is another app', hsmetaApp, ['--app', 'other'], 'app-differs'],
    ['', hsmetaApp, ['--dry-run'], undefined],
  ])('name the folder of a project below the working one %s', async (_case, app, options, code) => {
    const folder = emptyFolder();
    writeFiles(path.join(folder, 'shop'), app);
    const endpoints = { near: { file: 'near.js', method: 'GET' } };
    writeFiles(folder, {
      'geo.functions/serverless.json': JSON.stringify({ endpoints }),
      'geo.functions/near.js': 'exports.main = (context, send) => send({ body: 1 });\n',
    });
    const { error, warnings } = validDocumentOf(
      await run(folder, ['migrate', '--from', 'geo.functions', ...options, '--json']),
    );
    expect(error?.code).toBe(code);
    const told = error?.message ?? JSON.stringify(warnings);
    expect(told).toContain('shop/');
  });

  const theme = {
    'geo.functions/serverless.json': JSON.stringify({
      runtime: 'nodejs20.x',
      version: '1.0',
      environment: { UNIT: 'km' },
      endpoints: {
        'geo/near': { file: 'near.js', method: 'GET' },
        'geo/far': { file: 'near.js', method: ['GET'], environment: { UNIT: 'mile' } },
      },
    }),
    'geo.functions/near.js':
      'exports.main = (context, sendResponse) => {\n  sendResponse({ statusCode: 200, body: { unit: process.env.UNIT } });\n};\n',
    'site.module/module.js': "fetch('/_hcms/api/geo/near');\n",
  };

  test('become a project whose functions answer as before; their callers are listed and not changed', async () => {
    const folder = projectWith(theme);
    const document = validDocumentOf(
      await run(folder, ['migrate', '--from', 'geo.functions', '--app', 'Geo', '--json']),
    );
    expect(document).toMatchObject({ code: 0, project: { directory: folder, platformVersion: '2026.09' } });
    const units = document.invocations.map(
      (one: { response: { body: unknown }; before: { response: { body: unknown } } }) => [
        one.response.body,
        one.before.response.body,
      ],
    );
    expect(units).toEqual([
      [{ unit: 'km' }, { unit: 'km' }],
      [{ unit: '***' }, { unit: '***' }],
    ]);
    const caller = document.warnings.find(({ code }: { code: string }) => code === 'caller');
    expect(caller.message).toContain('site.module/module.js:1');
    const files = filesOf(folder);
    expect(files['site.module/module.js']).toBe(theme['site.module/module.js']);
    expect(files['hsproject.json']).toContain('"name": "geo"');
    expect(files['.gitignore']).toContain('.env');
    const again = validDocumentOf(await run(folder, ['migrate', '--from', 'geo.functions', '--json']));
    expect(again).toMatchObject({ code: 0, changes: [], warnings: [{ code: 'nothing-to-migrate' }] });
    expect(filesOf(folder)).toEqual(files);
  });

  test('are added to the project around them, and its own files stay', async () => {
    const folder = emptyFolder();
    await run(folder, ['.', '--app', 'here', '--platform', '2026.09', '--yes', '--no-invoke']);
    const before = filesOf(folder);
    writeFiles(path.join(folder, 'theme'), theme);
    const document = validDocumentOf(
      await run(path.join(folder, 'theme'), [
        'migrate',
        '--from',
        'geo.functions',
        '--fix-callers',
        '--json',
      ]),
    );
    expect(document).toMatchObject({ code: 0, project: { directory: folder } });
    const after = filesOf(folder);
    expect(after['theme/site.module/module.js']).toContain("'/hs/serverless/geo/near'");
    for (const name of ['hsproject.json', 'src/app/app-hsmeta.json', 'src/app/functions/hello.js']) {
      expect(after[name]).toBe(before[name]);
    }
    expect(after['src/app/functions/.env']).toContain('UNIT_GEO_FAR=mile');
  });

  test.each([
    ['package-lock.json', 'npm install --prefix src/app/functions'],
    ['pnpm-lock.yaml', 'pnpm install --ignore-scripts --dir src/app/functions'],
    ['yarn.lock', 'yarn --cwd src/app/functions install'],
    ['bun.lock', 'bun install --cwd src/app/functions'],
  ])('that need packages are installed next, with %s by: %s', async (lockfile, command) => {
    const code = "const axios = require('axios');\nexports.main = async () => ({ body: axios.VERSION });\n";
    const folder = projectWith({ ...theme, 'geo.functions/near.js': code, [lockfile]: '' });
    const document = validDocumentOf(
      await run(folder, ['migrate', '--from', 'geo.functions', '--no-invoke', '--json']),
    );
    expect(document.next.map((step: { command: string }) => step.command)).toContain(command);
  });

  test('of a folder elsewhere are copied with everything except installed packages, .git and empty folders', async () => {
    const outer = projectWith({
      'theme/geo.functions/node_modules/axios/package.json': '{}',
      'theme/geo.functions/.vscode/settings.json': '{}',
      'theme/geo.functions/lib/.hidden/x.txt': 'x',
      'theme/geo.functions/.git/config': '',
      ...Object.fromEntries(Object.entries(theme).map(([name, text]) => [`theme/${name}`, text])),
      'project/.keep': '',
    });
    mkdirSync(path.join(outer, 'theme/geo.functions/images'));
    const call = ['migrate', '--from', '../theme/geo.functions', '--no-invoke', '--yes'];
    const { code, stderr } = await run(path.join(outer, 'project'), call);
    expect(code, stderr).toBe(0);
    const made = Object.keys(filesOf(path.join(outer, 'project/src/app/functions')));
    expect(made).toEqual(expect.arrayContaining(['.vscode/settings.json', 'lib/.hidden/x.txt']));
    expect(made.filter((name) => /^(node_modules|\.git|images)\//.test(name))).toEqual([]);
  });

  test.runIf(hasModes)(
    'of a folder elsewhere keep the modes of their files, and a .env is private',
    async () => {
      const modes = {
        'near.js': 0o600,
        'run.sh': 0o755,
        'keys/one.pem': 0o600,
        '.env.example': 0o640,
        '.env': 0o644,
      };
      const outer = projectWith({
        ...Object.fromEntries(Object.entries(theme).map(([name, text]) => [`theme/${name}`, text])),
        'project/.keep': '',
      });
      for (const [name, mode] of Object.entries(modes)) {
        const file = path.join(outer, 'theme/geo.functions', name);
        mkdirSync(path.dirname(file), { recursive: true });
        appendFileSync(file, '');
        chmodSync(file, mode);
      }
      const call = ['migrate', '--from', '../theme/geo.functions', '--no-invoke', '--yes'];
      const { code, stderr } = await run(path.join(outer, 'project'), call);
      expect(code, stderr).toBe(0);
      const copies = path.join(outer, 'project/src/app/functions');
      for (const [name, mode] of Object.entries({ ...modes, '.env': 0o600 }))
        expect(statSync(path.join(copies, name)).mode & 0o777, name).toBe(mode & ~process.umask());
    },
  );

  test.runIf(hasLinks)(
    'behind a link, or elsewhere with links to folders, are refused with the reason',
    async () => {
      const own = Object.entries(theme).map(([name, text]) => [`theme/${name}`, text]);
      const outer = projectWith({ ...Object.fromEntries(own), 'theme/geo.functions/lib/x.js': '' });
      symlinkSync('lib', path.join(outer, 'theme/geo.functions/alias'));
      symlinkSync('theme/geo.functions', path.join(outer, 'linked.functions'));
      mkdirSync(path.join(outer, 'project'));
      const before = filesOf(outer);
      for (const [cwd, from, error] of [
        ['project', '../theme/geo.functions', { code: 'linked-folders', conflicts: ['geo.functions/alias'] }],
        ['.', 'linked.functions', { code: 'functions-folder-link', conflicts: ['linked.functions'] }],
      ] as const) {
        const result = await run(path.join(outer, cwd), ['migrate', '--from', from, '--json']);
        expect(validDocumentOf(result)).toMatchObject({ code: 3, error });
      }
      expect(filesOf(outer)).toEqual(before);
    },
  );

  test('of a folder elsewhere are copied, and stay there', async () => {
    const outer = projectWith({
      ...Object.fromEntries(Object.entries(theme).map(([name, text]) => [`theme/${name}`, text])),
      'project/.keep': '',
    });
    const result = await run(path.join(outer, 'project'), [
      'migrate',
      '--from',
      '../theme/geo.functions',
      '--json',
    ]);
    expect(validDocumentOf(result).warnings.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['source-kept', 'caller']),
    );
    const files = filesOf(outer);
    for (const [name, text] of Object.entries(theme)) expect(files[`theme/${name}`]).toBe(text);
    expect(files['project/src/app/functions/near.js']).toContain('withCallback');
  });

  test.runIf(hasLinks).each(['near.js', 'serverless.json', 'notes.txt', 'lib'])(
    'of a folder elsewhere are refused if a link leads out of it, even to something next to it: %s',
    async (name) => {
      const outer = projectWith({
        ...Object.fromEntries(Object.entries(theme).map(([file, text]) => [`theme/${file}`, text])),
        [name === 'lib' ? 'theme/own/x.txt' : 'theme/own']: key,
        'project/.keep': '',
      });
      const link = path.join(outer, 'theme', 'geo.functions', name);
      rmSync(link, { force: true });
      symlinkSync('../own', link);
      const call = ['migrate', '--from', '../theme/geo.functions', '--json'];
      const result = await run(path.join(outer, 'project'), call);
      expect(validDocumentOf(result)).toMatchObject({
        code: 3,
        error: { code: 'symlink-outside', conflicts: [`geo.functions/${name}`] },
      });
      expect(result.stdout + result.stderr).not.toContain(key);
      expect(filesOf(path.join(outer, 'project'))).toEqual({ '.keep': '' });
    },
  );
});

describe.runIf(hasScripts)('at a terminal', () => {
  test('the moves are shown and agreed to before anything is written', async () => {
    const folder = projectWith(legacy);
    const session = startProgram(['migrate', '--no-invoke'], { cwd: folder, rows: 120 });
    await session.see('◆');
    expect(session.screen()).toContain('src/app/app.functions/hello.js → hello.js');
    expect(session.screen()).toContain('hs project migrate');
    expect(filesOf(folder)).toEqual(legacy);
    session.type(keys.enter);
    expect(await session.code()).toBe(0);
    expect(filesOf(folder)).toHaveProperty(['src/app/functions/hello.js']);
  });

  test('what was shown before the question is not repeated, and the first line says what was done', async () => {
    const folder = projectWith(legacy);
    const agreedTo = async (...options: readonly string[]) => {
      const session = startProgram(['migrate', ...options], { cwd: folder, rows: 900 });
      await session.see('◆');
      session.type(keys.enter);
      expect(await session.code()).toBe(0);
      return session.screen();
    };
    const moved = await agreedTo('--diff', '--no-invoke');
    expect(moved).toMatch(/ · migrating \S+ to \d{4}\.\d{2}$/m);
    expect(moved.match(/^.*\+\+\+ .*hello-hsmeta\.json$/gm)).toHaveLength(1);
    expect(moved.match(/→ hello\.js$/gm)).toHaveLength(1);
    const archive = /migrate --restore (\S+)/.exec(moved)?.[1] ?? '';
    const restored = await agreedTo('--restore', archive);
    expect(restored).toMatch(/ · restoring \S+ from \S+$/m);
    expect(restored.match(/→ hello\.js$/gm)).toHaveLength(1);
    expect(restored.match(/Note: archive\/\S+ holds/g)).toHaveLength(1);
  });

  test('leaving changes nothing', async () => {
    const folder = projectWith(legacy);
    const session = startProgram(['migrate'], { cwd: folder, rows: 120 });
    await session.see('◆');
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
    expect(filesOf(folder)).toEqual(legacy);
  });

  test('the name of a new app is asked for', async () => {
    const folder = projectWith({
      'geo.functions/serverless.json': '{"endpoints":{"geo":{"file":"geo.js","method":"GET"}}}',
      'geo.functions/geo.js': 'exports.main = async () => ({ statusCode: 200 });\n',
    });
    const session = startProgram(['migrate', '--from', 'geo.functions', '--no-invoke'], {
      cwd: folder,
      rows: 120,
    });
    await session.see('◆  What is the new app called?');
    session.type('Geo of the world', keys.enter);
    await session.see(/app-hsmeta[\s\S]*◆/);
    session.type(keys.enter);
    expect(await session.code()).toBe(0);
    expect(filesOf(folder)['src/app/app-hsmeta.json']).toContain('"name": "Geo of the world"');
  });
});

test.runIf(hasScripts)(
  'a run that is ended while the functions run before the move changes nothing',
  async () => {
    const folder = projectWith({
      ...legacy,
      'src/app/app.functions/hello.js':
        "exports.main = () => { console.log('running'); return new Promise((resolve) => setTimeout(resolve, 12_000)); };\n",
    });
    const session = startProgram(['migrate', '--yes'], { cwd: folder });
    await session.see(/hello/);
    session.signal('SIGTERM');
    expect(await session.code()).toBe(143);
    expect(filesOf(folder)['src/app/app.functions/stock.js']).toBe(legacy['src/app/app.functions/stock.js']);
    expect(Object.keys(filesOf(folder)).filter((name) => name.startsWith('archive'))).toEqual([]);
  },
);
