import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { documentOf, emptyFolder, run, writeFiles } from './program.ts';
import { legacyApp, registry } from './project-shapes.ts';

const answer = (text: string) => `exports.main = async () => ({ statusCode: 200, body: '${text}' });\n`;

/** A project with two functions folders, inside its own folder. */
const shop = {
  ...legacyApp,
  'src/app/app.functions/serverless.json': registry({
    stock: { file: 'stock.js' },
    both: { file: 'stock.js' },
  }),
  'src/app/app.functions/stock.js': answer('stock'),
  'src/app/mail.functions/serverless.json': registry({
    letter: { file: 'letter.js', endpoint: { path: 'shop/send', method: ['POST'] } },
    both: { file: 'letter.js' },
  }),
  'src/app/mail.functions/letter.js': answer('letter'),
};

function below(...folders: readonly string[]): string {
  const root = emptyFolder();
  for (const folder of folders) {
    writeFiles(
      root,
      Object.fromEntries(Object.entries(shop).map(([file, text]) => [`${folder}/${file}`, text])),
    );
  }
  execFileSync('git', ['init', '-q', root]);
  return root;
}

test('one folder above the only project, its functions can be run and extended, and the project is named', async () => {
  const root = below('hubspot');
  const named = [{ code: 'project-below', message: 'Using the project in hubspot/.' }];
  const invoked = documentOf(await run(root, ['invoke', 'stock', '--json']));
  expect(invoked).toMatchObject({
    code: 0,
    invocations: [{ response: { body: 'stock' } }],
    warnings: expect.arrayContaining(named),
  });
  const args = ['--function', 'pay', '--functions-directory', 'hubspot/src/app/mail.functions'];
  const added = documentOf(await run(root, [...args, '--yes', '--no-install', '--no-invoke', '--json']));
  expect(added).toMatchObject({ code: 0, mode: 'add', warnings: expect.arrayContaining(named) });
  expect(documentOf(await run(root, ['check', '--json'])).warnings).toEqual(named);
  const inside = documentOf(await run(`${root}/hubspot`, ['check', '--json']));
  expect(inside.warnings).not.toEqual(expect.arrayContaining(named));
  expect(added.project.directory).toMatch(/hubspot$/);
});

test('a migration from the folder above names the project, too', async () => {
  const root = emptyFolder();
  for (const [file, text] of Object.entries(legacyApp)) writeFiles(root, { [`hubspot/${file}`]: text });
  const { code, warnings } = documentOf(await run(root, ['migrate', '--dry-run', '--json']));
  expect({ code, first: warnings[0] }).toEqual({
    code: 0,
    first: { code: 'project-below', message: 'Using the project in hubspot/.' },
  });
});

test('above several projects, it names them and does nothing; naming an app creates a new one', async () => {
  const root = below('one', 'two');
  for (const args of [['invoke', 'stock'], ['--function', 'pay', '--yes'], ['check'], ['migrate']]) {
    const { code, error } = documentOf(await run(root, [...args, '--json']));
    expect({ code, error }).toMatchObject({
      code: 2,
      error: { code: 'several-projects', conflicts: ['one', 'two'] },
    });
  }
  const created = documentOf(await run(root, ['--app', 'three', '--yes', '--dry-run', '--json']));
  expect(created).toMatchObject({ code: 0, mode: 'create' });
});

test('a function is found by name in several functions folders, if only one has it', async () => {
  const root = below('shop');
  const invoke = async (...args: string[]) =>
    documentOf(await run(`${root}/shop`, ['invoke', ...args, '--json']));
  expect(await invoke('letter')).toMatchObject({
    code: 0,
    project: { functionsDirectory: 'src/app/mail.functions' },
    invocations: [{ response: { body: 'letter' } }],
  });
  const all = await invoke('--all');
  expect(all.invocations.map((one: { response: { body: string } }) => one.response.body).sort()).toEqual([
    'letter',
    'letter',
    'stock',
    'stock',
  ]);
  expect(await invoke('both')).toMatchObject({
    code: 2,
    error: {
      code: 'several-functions-directories',
      conflicts: ['src/app/app.functions', 'src/app/mail.functions'],
    },
  });
  const one = await invoke('both', '--functions-directory', 'src/app/app.functions');
  expect(one).toMatchObject({ code: 0, invocations: [{ response: { body: 'stock' } }] });
});

test('a name or an endpoint of another functions folder is taken', async () => {
  const root = below('shop');
  const folder = ['--functions-directory', 'src/app/app.functions'];
  for (const [args, conflict] of [
    [['--function', 'pay', '--endpoint', 'shop/send'], 'shop/send'],
    [['--function', 'Letter'], 'Letter'],
  ] as const) {
    const { code, error } = documentOf(
      await run(`${root}/shop`, [...args, ...folder, '--yes', '--dry-run', '--json']),
    );
    expect({ code, error }).toMatchObject({ code: 3, error: { code: 'clash', conflicts: [conflict] } });
    expect(error.message).toContain('src/app/mail.functions');
  }
});
