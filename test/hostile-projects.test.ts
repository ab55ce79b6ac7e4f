import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Attempt, attempt, attemptBoth } from './attempt.ts';
import { whole } from './extent.ts';
import { contents, functions, inPlaceOf, places, project, quick, sequences } from './hostile.ts';
import { filesOf, run, writeFiles } from './program.ts';
import { functionHsmeta, hsmetaApp, projectFile, registry } from './project-shapes.ts';

const add = ['--function', 'two', '--secret', 'B_KEY', '--dependency', 'left-pad', ...quick];
const needed = ['hsproject.json', 'src/app/app.json', `${functions}/serverless.json`];
const edited = [`${functions}/package.json`, `${functions}/.env`, '.gitignore', 'fixtures/two.json'];
const files = [...needed, ...edited];

/** Every row with every file or, in `npm test`, each row with two of the files and each file with some of the rows. */
function rotated<Row>(
  rows: readonly (readonly [string, Row])[],
): readonly (readonly [string, string, Row])[] {
  const fileAt = (index: number): string => files[index % files.length] ?? '';
  return rows.flatMap(([name, row], index) =>
    (whole ? [...files.keys()] : [index, index + 3]).map((at) => [fileAt(at), name, row] as const),
  );
}

/** A project with different content in a file, or with something else in its place. */
function given(
  files: Readonly<Record<string, string>>,
  file: string,
  what: string | Uint8Array | ((file: string) => void),
): Pick<Attempt, 'files' | 'make'> {
  return typeof what === 'function'
    ? { files, make: inPlaceOf(file, what) }
    : { files: { ...files, [file]: what } };
}

describe('a project', () => {
  test.each(rotated(contents))(
    'whose %s holds %s is read, or the file is named',
    async (file, _name, content) => {
      const given = { args: add, files: { ...project, [file]: content }, codes: [0, 2, 3] };
      const { document } = await attemptBoth(given);
      if (document.code !== 0) expect(document.error.message).toContain(path.basename(file));
    },
  );

  test.each(rotated(places))(
    'whose %s is %s is refused or passed over, at once',
    async (file, _name, make) => {
      const codes = file === '.gitignore' || file === 'hsproject.json' ? [0, 2, 3] : [2, 3];
      await attempt({ args: add, files: project, make: inPlaceOf(file, make), codes });
    },
  );

  const calls = [
    ['check'],
    ['check', '--fix'],
    ['invoke', '--all', '--timeout', '60000'],
    ['migrate', '--yes', '--no-invoke'],
  ];
  const hostile = [
    ...contents.map(([name, content]) => [`holds ${name}`, content] as const),
    ...places.map(([name, make]) => [`is ${name}`, make] as const),
  ];
  /** Every command with every file and row or, in `npm test`, each row once, with commands and files in turn. */
  const everywhere = hostile.flatMap(([name, what], row) =>
    calls.flatMap((args, at) =>
      files.flatMap((file, index) =>
        whole || (at === row % calls.length && index === row % files.length)
          ? [[args.join(' '), file, name, args, what] as const]
          : [],
      ),
    ),
  );

  test.each(everywhere)(
    'does not harm %s if %s %s: it ends, and changes only what it reports',
    async (_, file, _name, args, what) => {
      await attempt({ args, ...given(project, file, what), codes: [0, 2, 3, 5, 6] });
    },
  );

  const restored = [
    'archive/2023.2/migration.json',
    'hsproject.json',
    'archive/2023.2/src/app/app.json',
    'src/app/functions/hello.js',
  ];
  let moved: Record<string, string>;
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'moved-'));
    writeFiles(folder, project);
    expect(await run(folder, ['migrate', '--yes', '--no-invoke'])).toMatchObject({ code: 0 });
    moved = filesOf(folder);
    rmSync(folder, { recursive: true });
    expect(Object.keys(moved)).toEqual(expect.arrayContaining(restored));
  });

  test.each(
    hostile.flatMap(([name, what], row) =>
      restored
        .filter((_, index) => whole || index === row % restored.length)
        .map((file) => [file, name, what] as const),
    ),
  )('that was moved, and whose %s %s, is put back, or left as it is', async (file, _name, what) => {
    const args = ['migrate', '--restore', 'archive/2023.2', '--yes'];
    await attempt({ args, ...given(moved, file, what), codes: [0, 2, 3] });
  });

  test.each(['..', '../outside', '/etc', 'src/../..', '..\\outside', 'src\0', 'x'.repeat(5000), sequences])(
    'whose srcDir is %j is refused, and the key named',
    async (srcDir) => {
      const given = { args: add, files: { ...project, ...projectFile('2023.2', srcDir) }, codes: [3] };
      const { document } = await attemptBoth(given);
      expect(document.error.message).toContain('"srcDir"');
    },
  );

  test.each(['src', 'src/app', functions, `${functions}/serverless.json`, `${functions}/.env`, 'fixtures'])(
    'whose %s leads out of it is not written through',
    async (name) => {
      const lead = (file: string): void =>
        symlinkSync(path.join(file.split('/inside/')[0] ?? '', 'outside'), file);
      const { error } = await attempt({ args: add, files: project, make: inPlaceOf(name, lead), codes: [3] });
      expect(error.message).toContain(name);
    },
  );

  test.each([
    ['a migration', 'src/app/functions', '.git/hooks', ['migrate', '--no-invoke']],
    ['what undoes one', 'g', '.git', ['migrate', '--restore', 'archive/2023.2']],
    ['a repair', '.gitignore', '.git/config', ['check', '--fix']],
    ['an addition', 'fixtures', '.git/hooks', add],
  ])('gets nothing into .git by %s: its %s leads to %s', async (_, link, target, args) => {
    const record = {
      from: '2023.2',
      to: '2026.03',
      moved: [],
      archived: [{ from: 'g/hooks/pre-commit', path: 'archive/2023.2/g/hooks/pre-commit' }],
      written: [],
    };
    const folder = mkdtempSync(path.join(tmpdir(), 'git-'));
    const own = { '.git/config': '', '.git/hooks/x': '' };
    const old = args.includes('--restore')
      ? {
          'archive/2023.2/migration.json': JSON.stringify(record),
          'archive/2023.2/g/hooks/pre-commit': 'x',
        }
      : {};
    writeFiles(folder, { ...project, [`${functions}/pre-commit`]: 'x', ...own, ...old });
    rmSync(path.join(folder, link), { recursive: true, force: true });
    symlinkSync(path.join(folder, target), path.join(folder, link));
    const { code } = await run(folder, [...args, ...(args[0] === 'migrate' ? ['--yes'] : [])]);
    expect(filesOf(path.join(folder, '.git'))).toEqual({ config: '', 'hooks/x': '' });
    if (args[0] !== 'check') expect(code).toBe(3);
    rmSync(folder, { recursive: true });
  });

  test.each(['src', 'archive', 'fixtures'])('whose %s is a link to itself is refused', async (name) => {
    const commands = [
      add,
      ['migrate', '--yes', '--no-invoke'],
      ['migrate', '--restore', 'archive/2023.2', '--yes'],
    ];
    for (const args of commands) {
      const make = inPlaceOf(name, (file) => symlinkSync(name, file));
      await attempt({ args, files: project, make, codes: [0, 2, 3] });
    }
  });

  test.each([['--dry-run'], []])(
    'is not migrated over a link that leads out of it: %j',
    async (...options) => {
      const lead = (file: string): void => symlinkSync('../private.json', file);
      const file = 'src/app/app-hsmeta.json';
      const args = ['migrate', '--yes', '--no-invoke', ...options];
      const { error } = await attempt({
        args,
        files: project,
        make: inPlaceOf(file, lead),
        codes: [3],
      });
      expect(error.message).toContain(file);
    },
  );

  test.each([
    ['.env', `${functions}/.env`],
    ['a file outside of it', '../outside/private.txt'],
  ])('whose files are links to %s shows no line of their target', async (_name, target) => {
    const commands = [
      ['check', '--fix', '--dry-run', '--diff'],
      ['invoke', 'hello'],
      [...add, '--dry-run', '--diff'],
      ['migrate', '--restore', 'archive/1'],
    ];
    const others = files.filter((name) => !name.endsWith('/.env'));
    const linked = [...others.slice(0, 3), 'archive/1/migration.json', ...others.slice(3).reverse()];
    for (const [index, file] of linked.entries()) {
      for (const args of whole ? commands : commands.slice(index % 4, (index % 4) + 1)) {
        const lead = (link: string): void =>
          symlinkSync(path.join(link.slice(0, -file.length), target), link);
        const given = { ...project, [`${functions}/.env`]: 'A_KEY=nobody else reads this', [file]: '' };
        const make = inPlaceOf(file, lead);
        const { printed, document } = await attemptBoth({ args, files: given, make, codes: [0, 2, 3, 6] });
        expect(printed + JSON.stringify(document)).not.toContain('else reads');
      }
    }
  });

  test('with names that are special to JavaScript, shells and terminals is extended', async () => {
    const names = [
      '__proto__',
      'constructor',
      'toString',
      ' ',
      '',
      '../x',
      'a\nb',
      "'; rm -rf ~ #",
      sequences,
    ];
    const entries = names.map((name) => `${JSON.stringify(name)}:{"file":"x.js"}`).join(',');
    const given = { ...project, [`${functions}/serverless.json`]: `{"appFunctions":{${entries}}}` };
    const { document } = await attemptBoth({ args: add, files: given, codes: [0] });
    expect(document.changes).toContainEqual({ action: 'create', path: `${functions}/two.js` });
  });

  test('with 20,000 functions is extended', async () => {
    const indices = Array.from({ length: 20_000 }, (_, index) => index);
    const many = Object.fromEntries(indices.map((index) => [`function-${index}`, { file: `f${index}.js` }]));
    const given = { ...project, [`${functions}/serverless.json`]: registry(many) };
    await attempt({ args: add, files: given, codes: [0] });
  });

  test.each([
    ['another uid', functionHsmeta(sequences, { entrypoint: sequences, secretKeys: [sequences] }), 0],
    ['the same uid', functionHsmeta('two'), 3],
    ['the same uid in capitals', functionHsmeta('TWO'), 3],
    ['values of wrong kinds', '{"uid":{},"type":"app-function","config":[]}', 0],
  ])('of the current layout, whose component has %s, is extended or refused', async (_name, text, code) => {
    const given = { ...hsmetaApp, 'src/app/functions/other-hsmeta.json': text };
    await attemptBoth({ args: [...add, '--endpoint', 'a'], files: given, codes: [code] });
  });

  test.each([
    ['name', { name: sequences, srcDir: 'src', platformVersion: '2023.2' }, ['--app', 'other']],
    ['platform version', { name: 'x', srcDir: 'src', platformVersion: sequences }, []],
  ])('whose %s controls terminals is reported safely', async (_name, config, args) => {
    const given = { ...project, 'hsproject.json': JSON.stringify(config) };
    const { printed } = await attemptBoth({ args: [...args, ...add], files: given, codes: [2] });
    expect(printed).toContain('\\x1b[31mEVIL');
  });
});

describe('what looks like the journal of a former run', () => {
  const inProject = (make: (file: string) => void) => inPlaceOf('.create-hs-function-1-1-abc', make);

  test('changes nothing outside of the project', async () => {
    const steps = ['../outside/private.txt', '/etc', 'src/../..'].map((name) => ({
      kind: 'update',
      path: name,
      files: [{ path: name, fingerprint: '22-0' }],
    }));
    const write = inProject((file) => writeFileSync(file, JSON.stringify(steps)));
    await attempt({ args: add, files: project, make: write, codes: [3] });
  });

  test('and names a pipe as the former content does not wait for it', async () => {
    const steps = [
      { kind: 'update', path: 'hsproject.json', files: [{ path: 'hsproject.json', fingerprint: '1-0' }] },
    ];
    const write = inProject((file) => {
      writeFileSync(file, JSON.stringify(steps));
      execFileSync('mkfifo', [`${file}-0.old`]);
    });
    await attempt({ args: add, files: project, make: write, codes: [3] });
  });

  test('and is a pipe is not waited for', async () => {
    const pipe = inProject((file) => execFileSync('mkfifo', [file]));
    await attempt({ args: add, files: project, make: pipe, codes: [3] });
  });
});
