import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { part, whole } from './extent.ts';
import { everyFault, type Outcome, start } from './faults/every-fault.ts';
import { contents, isOurs, leftovers, type Snapshot, snapshot } from './faults/snapshot.ts';
import { emptyFolder, program, run, writeFiles } from './program.ts';

// Durations depend on the machine and prove nothing.
vi.setConfig({ testTimeout: 3_600_000 });

const project = {
  '.gitignore': 'logs/\n',
  'my-app/hsproject.json': '{"name":"my-app","srcDir":"src","platformVersion":"2023.2"}',
  'my-app/src/app/app.json': '{\n  "name": "my-app",\n  "scopes": []\n}\n',
  'my-app/src/app/app.functions/serverless.json': '{\n\t"appFunctions": {}\n}\n',
  'my-app/src/app/app.functions/package.json': '{ "dependencies": {} }\n',
  'my-app/src/app/app.functions/.env': 'LIVE_KEY=value\n',
};

/** Naming the function makes the same command work after an interrupted run and after a finished one. */
const create = ['my-app', '--function', 'hello', '--secret', 'A_KEY', '--no-invoke', '--yes'];
const add = [
  '--function',
  'two',
  '--template',
  'contact',
  '--secret',
  'A_KEY',
  '--no-install',
  '--no-invoke',
];

test('creating: whatever fails and whenever it is killed, everything is there or nothing', async () => {
  const counts = await everyFault({
    prepare: (folder) => writeFiles(folder, { 'notes.txt': 'not ours' }),
    command: (folder) => ({ args: [program(), ...create], cwd: folder }),
    faults: ['KILL', 'SIGINT', 'SIGTERM', 'ENOSPC', 'EACCES'],
    most: 30,
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 15 : 2);
  expect(counts.ENOSPC).toBeGreaterThan(whole ? 10 : 0);
});

test('adding: whatever fails and whenever it is killed, the project is as before or complete', async () => {
  const counts = await everyFault({
    prepare: (folder) => writeFiles(folder, project),
    command: (folder) => ({ args: [program(), ...add], cwd: path.join(folder, 'my-app', 'src') }),
    faults: ['KILL', 'SIGINT', 'ENOSPC', 'EROFS', 'EACCES', 'EIO'],
    most: 30,
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 30 : 3);
  expect(counts.EACCES).toBeGreaterThan(whole ? 30 : 3);
});

const legacy = {
  'hsproject.json': '{"name":"my-app","srcDir":"src","platformVersion":"2023.2"}',
  'src/app/app.json': '{"name":"my-app","uid":"my-app","scopes":["oauth"],"public":false}',
  'src/app/app.functions/serverless.json':
    '{"appFunctions":{"hello":{"file":"hello.js","environment":{"BASE":"https://x.example"}}}}',
  'src/app/app.functions/hello.js': 'exports.main = (context, callback) => callback({});\n',
  'src/app/app.functions/lib/more.js': '// more\n',
  'src/app/app.functions/package.json': '{}',
  'src/app/app.functions/.env': 'LIVE_KEY=value\n',
};

test('migrating: whatever fails and whenever it is killed, the project is as before or moved', async () => {
  const counts = await everyFault({
    prepare: (folder) => writeFiles(folder, legacy),
    command: (folder) => ({ args: [program(), 'migrate', '--no-invoke', '--yes'], cwd: folder }),
    faults: ['KILL', 'SIGINT', 'ENOSPC', 'EROFS', 'EACCES'],
    most: 30,
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 30 : 0);
  expect(counts.EACCES).toBeGreaterThan(whole ? 30 : 3);
});

test('undoing a migration: whatever fails and whenever it is killed, the project is moved or as it was before', async () => {
  const moved = path.join(emptyFolder(), 'moved');
  writeFiles(moved, legacy);
  await run(moved, ['migrate', '--no-invoke', '--yes']);
  const counts = await everyFault({
    prepare: (folder) => cpSync(moved, folder, { recursive: true, preserveTimestamps: true }),
    command: (folder) => ({
      args: [program(), 'migrate', '--restore', 'archive/2023.2', '--yes'],
      cwd: folder,
    }),
    faults: ['KILL', 'SIGINT', 'ENOSPC', 'EROFS', 'EACCES'],
    most: 20,
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 20 : 0);
  if (whole) expect(counts.ENOSPC).toBeGreaterThan(10);
});

const faulty = {
  ...legacy,
  'src/app/app.functions/serverless.json':
    '{ // ours\n"appFunctions":{"hello":{"file":"hello.js","secrets":["","LIVE_KEY"],"endpoint":{"path":"/hello","method":["GET"]}}}}',
  'src/app/app.functions/hello.js':
    'exports.main = async () => ({ statusCode: 200, body: process.env.LIVE_KEY });\n',
  'src/app/app.functions/package.json': '{"dependencies":{"fs":"*"}}',
};

test('fixing: whatever fails and whenever it is killed, the project is as before or fixed', async () => {
  const counts = await everyFault({
    prepare: (folder) => writeFiles(folder, faulty),
    command: (folder) => ({ args: [program(), 'check', '--fix'], cwd: folder }),
    faults: ['KILL', 'SIGINT', 'ENOSPC', 'EROFS', 'EIO'],
    only: /^(?!read|stat|lstat|access|opendir|realpath)/,
    most: 20,
  });
  expect(counts.KILL).toBeGreaterThan(whole ? 20 : 0);
  expect(counts.EIO).toBeGreaterThan(whole ? 20 : 0);
});

test('however often and whenever a chain of runs is killed, it ends as if none had been', async () => {
  const given = { ...legacy, '.gitignore': 'logs/\n' };
  const chain = [
    ['--function', 'two', '--template', 'contact', '--secret', 'A_KEY', '--no-install', '--no-invoke'],
    ['--function', 'three', '--endpoint', 'a/b', '--no-install', '--no-invoke'],
    ['migrate', '--no-invoke', '--yes'],
    ['migrate', '--restore', 'archive/2023.2', '--yes'],
  ];
  const calm = emptyFolder();
  writeFiles(calm, given);
  const steps: { args: string[]; calls: number; after: Snapshot }[] = [];
  for (const args of chain) {
    const log = path.join(emptyFolder(), 'log');
    writeFileSync(log, '');
    const faults = { FAULT_FOLDER: calm, FAULT_LOG: log };
    expect(await start({ args: [program(), ...args], cwd: calm }, faults)).toMatchObject({ code: 0 });
    const calls = readFileSync(log, 'utf8').split('\n').length;
    steps.push({ args, calls, after: contents(snapshot(calm)) });
  }
  let kills = 0;
  const tryChain = async (seed: number): Promise<void> => {
    const folder = emptyFolder();
    const log = path.join(emptyFolder(), 'log');
    writeFiles(folder, given);
    for (const [index, { args, calls, after }] of steps.entries()) {
      const command = { args: [program(), ...args], cwd: folder };
      for (const turn of [1, 2]) {
        // Spread pseudo-randomly, but the same each time. Most calls of a run are reads and come first.
        const chance = ((seed * 7919 + index * 104_729 + turn * 1299) % 1000) / 1000;
        const at = String(Math.ceil(calls * Math.sqrt(chance)));
        writeFileSync(log, '');
        const faults = { FAULT_FOLDER: folder, FAULT_LOG: log, FAULT_KIND: 'KILL', FAULT_AT: at };
        if ((await start(command, faults)).code === null) kills++;
      }
      const run = await start(command, {});
      expect(run, `seed ${seed}: ${run.stderr}`).toMatchObject({ code: 0 });
      expect(contents(snapshot(folder)), `seed ${seed}, ${args}`).toEqual(after);
    }
  };
  const seeds = [...part([...Array(60).keys()], 2)];
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) await tryChain(seed);
  };
  await Promise.all([worker(), worker()]);
  expect(kills).toBeGreaterThan(whole ? 300 : 5);
});

const rules = [
  ['a rule for the old place of .env', { '.gitignore': 'src/app/app.functions/.env\n' }],
  ['rules in the folder of the functions', { 'src/app/app.functions/.gitignore': '.env\n' }],
] as const;

test.each(rules)(
  'at no moment of a migration or its undoing would git add a value of .env, and a half-changed project is recognised: %s',
  async (_, given) => {
    const moved = path.join(emptyFolder(), 'moved');
    writeFiles(moved, { ...legacy, ...given });
    await run(moved, ['migrate', '--no-invoke', '--yes']);
    const checkGit = checkForGit();
    const atEachMove = (args: readonly string[], prepare: (folder: string) => void) =>
      everyFault({
        faults: ['KILL'],
        only: /^renameSync/,
        most: 4,
        check: (outcome) => {
          checkGit(outcome);
          checkIsSaid(outcome, ['check']);
          checkIsSaid(outcome, [...args, '--dry-run']);
        },
        prepare,
        command: (folder) => ({ args: [program(), ...args], cwd: folder }),
      });
    await atEachMove(['migrate', '--no-invoke', '--yes'], (folder) =>
      writeFiles(folder, { ...legacy, ...given }),
    );
    await atEachMove(['migrate', '--restore', 'archive/2023.2', '--yes'], (folder) =>
      cpSync(moved, folder, { recursive: true, preserveTimestamps: true }),
    );
  },
);

test('at no moment of a migration of a folder of functions is a half-changed project not recognised', async () => {
  const args = [
    'migrate',
    '--from',
    'old.functions',
    '--app',
    'my-app',
    '--fix-callers',
    '--no-invoke',
    '--yes',
  ];
  const counts = await everyFault({
    faults: ['KILL'],
    only: /^(rename|rmdir|mkdir)Sync/,
    most: 12,
    check: (outcome) => checkIsSaid(outcome, [...args, '--dry-run']),
    prepare: (folder) =>
      writeFiles(folder, {
        'old.functions/serverless.json':
          '{"runtime":"nodejs20.x","version":"1.0","endpoints":{"old/a":{"method":"GET","file":"a.js"}}}',
        'old.functions/a.js': 'exports.main = (context, send) => send({ body: 1 });\n',
        'old.module/module.js': "fetch('/_hcms/api/old/a?portalid=1');\n",
      }),
    command: (folder) => ({ args: [program(), ...args], cwd: folder }),
  });
  expect(counts.KILL).toBeGreaterThan(3);
});

/** A call that only reads reports a half-changed project, whatever else it finds wrong. */
function checkIsSaid({ folder, call }: Outcome, args: readonly string[]): void {
  const isHalf = leftovers(folder).some((name) =>
    /^\.create-hs-function-\d+-\d+-\w{9,}\/.gitignore$/.test(name),
  );
  const command = [program(), ...args, '--json'];
  const { stdout } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  const codes = JSON.parse(stdout).warnings.map(({ code }: { code: string }) => code);
  expect(codes.includes('half-changed'), `${args} at ${call}`).toBe(isHalf);
}

/** Checks what `git add -A` would commit: no value from `.env`, and nothing that would break runs in a clone. */
function checkForGit(): (outcome: Outcome) => void {
  const repository = emptyFolder();
  execFileSync('git', ['init', '-q', '--bare', repository]);
  return ({ folder, call }) => {
    const where = ['--git-dir', repository, '-c', 'core.bare=false', '--work-tree', folder];
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const list = execFileSync('git', [...where, 'ls-files', '-zo', '--exclude-standard'], options);
    for (const file of list.split('\0').filter((name) => name !== '')) {
      expect(readFileSync(path.join(folder, file), 'utf8'), `${file} at ${call}`).not.toContain(
        'LIVE_KEY=value',
      );
      expect(isOurs(file), `${file} at ${call}`).toBe(false);
    }
  };
}
