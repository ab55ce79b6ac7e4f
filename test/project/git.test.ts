import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { isExcluded, repositoryFiles, trackedFiles, uncommittedFiles } from '../../src/project/git.ts';
import { envProtection } from '../../src/project/ignored.ts';
import { whole } from '../extent.ts';
import { hasPipes, hasScripts } from '../left-out.ts';
import { writeFiles } from '../program.ts';
import { executable, folderWith } from '../project-shapes.ts';

const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];

function git(root: string, ...args: string[]): void {
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' });
}

function repository(): string {
  const root = folderWith({ 'a/hsproject.json': '{}', 'a/.env': 'A=1\n', 'b/c/hsproject.json': '{}' });
  git(root, 'init', '-q');
  git(root, 'add', '-A', '-f');
  git(root, 'commit', '-qm', 'all');
  return root;
}

/** Calls git in every way that the program does. */
async function ask(root: string, signal?: AbortSignal): Promise<void> {
  await trackedFiles(root, ':(icase,glob)**/.env', signal);
  await isExcluded(root, 'a/.env', signal);
  await repositoryFiles(root, ':(icase,glob)**/hsproject.json', signal);
  await uncommittedFiles(root);
}

afterEach(() => vi.unstubAllEnvs());

describe.runIf(hasScripts && hasPipes)('a repository from strangers', () => {
  test.each([
    'core.fsmonitor',
    'core.sshCommand',
    'core.pager',
    'core.askPass',
    'core.editor',
    'diff.external',
    'credential.helper',
    'remote.origin.uploadpack',
    'filter.all.clean',
    'filter.all.process',
    'uploadpack.packObjectsHook',
  ])('has nothing run by %s', async (setting) => {
    const root = repository();
    const program = executable(path.join(root, 'program'), `touch ${JSON.stringify(path.join(root, 'RAN'))}`);
    git(root, 'config', setting, program);
    git(root, 'config', 'remote.origin.url', './nowhere');
    git(root, 'config', 'remote.origin.promisor', 'true');
    git(root, 'config', 'filter.all.required', 'true');
    await ask(root);
    expect(existsSync(path.join(root, 'RAN'))).toBe(false);
  });

  const folder = (root: string) => path.join(root, '.git');
  const elsewhere = (root: string) => path.join(`${realpathSync(root)}-git`);

  test.each<[where: string, place: (root: string) => void]>([
    ['an included file', (root) => git(root, 'config', '-f', '.git/config', 'include.path', 'further')],
    [
      'the configuration of the work tree',
      (root) => {
        renameSync(path.join(root, '.git/further'), path.join(root, '.git/config.worktree'));
        git(root, 'config', '-f', '.git/config', 'core.repositoryformatversion', '1');
        git(root, 'config', '-f', '.git/config', 'extensions.worktreeConfig', 'true');
      },
    ],
    [
      'a folder that several work trees share',
      (root) => {
        git(root, 'config', '-f', '.git/config', 'include.path', 'further');
        cpSync(folder(root), elsewhere(root), { recursive: true });
        for (const name of ['config', 'objects', 'refs'])
          rmSync(path.join(folder(root), name), { recursive: true });
        writeFileSync(path.join(folder(root), 'commondir'), elsewhere(root));
      },
    ],
    [
      'a folder that .git only names',
      (root) => {
        git(root, 'config', '-f', '.git/config', 'include.path', 'further');
        renameSync(folder(root), elsewhere(root));
        writeFileSync(folder(root), `gitdir: ${elsewhere(root)}\n`);
      },
    ],
  ])('has nothing run by settings in %s', async (_, place) => {
    const root = repository();
    const ran = path.join(root, 'RAN');
    const program = executable(path.join(root, 'program'), `touch ${JSON.stringify(ran)}`);
    git(root, 'config', '-f', '.git/further', 'core.fsmonitor', program);
    place(root);
    onTestFinished(() => rmSync(elsewhere(root), { recursive: true, force: true }));
    git(root, 'status');
    expect(existsSync(ran), 'git itself runs it').toBe(true);
    rmSync(ran);
    await ask(root);
    expect(existsSync(ran)).toBe(false);
  });

  test('cannot have files outside of it taken for its own', async () => {
    const root = repository();
    const index = path.join(root, '.git/index');
    const entries = readFileSync(index).subarray(0, -20).toString('latin1').replace('b/c/hsp', '../../x');
    const bytes = Buffer.from(entries, 'latin1');
    writeFileSync(index, Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]));
    const named = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' });
    expect(named).toContain('../../xroject.json');
    expect(await trackedFiles(root, '.')).toEqual(['a/.env', 'a/hsproject.json']);
  });

  test('has no hook run', async () => {
    const root = repository();
    for (const hook of [
      'post-index-change',
      'reference-transaction',
      'fsmonitor-watchman',
      'query-watchman',
    ]) {
      executable(path.join(root, '.git/hooks', hook), `touch ${JSON.stringify(path.join(root, 'RAN'))}`);
    }
    await ask(root);
    expect(existsSync(path.join(root, 'RAN'))).toBe(false);
  });

  test.each(['.git/index', '.git/HEAD', '.git/config', '.git/info/exclude', '.gitignore', 'b/.gitignore'])(
    'does not keep a run waiting by a pipe as %s',
    async (file) => {
      const root = repository();
      rmSync(path.join(root, file), { force: true });
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      execFileSync('mkfifo', [path.join(root, file)]);
      const stop = new AbortController();
      const asking = ask(root, stop.signal);
      stop.abort();
      await asking;
    },
  );

  test.runIf(whole)('that keeps git waiting does so once', async () => {
    const root = repository();
    const own = folderWith({});
    const seen = path.join(own, 'seen');
    executable(path.join(own, 'git'), `echo >> ${JSON.stringify(seen)}; exec sleep 60`);
    vi.stubEnv('PATH', `${own}:${process.env.PATH}`);
    for (const folder of [root, root, path.join(root, 'a')]) await trackedFiles(folder, '.');
    expect(readFileSync(seen, 'utf8')).toBe('\n\n');
  });

  test('is not asked what is uncommitted once the run was stopped', async () => {
    const root = repository();
    writeFiles(root, { 'new.txt': '' });
    expect(await uncommittedFiles(root)).toBeGreaterThan(0);
    expect(await uncommittedFiles(root, AbortSignal.abort())).toBe(0);
  });

  test('cannot bring a git of its own, and git gets nothing of the shell but what it needs', async () => {
    const root = repository();
    const bin = path.join(root, 'node_modules/.bin');
    executable(path.join(bin, 'git'), `touch ${JSON.stringify(path.join(root, 'RAN'))}`);
    const own = folderWith({});
    executable(path.join(own, 'git'), `env > ${JSON.stringify(path.join(own, 'seen'))}`);
    vi.stubEnv('PATH', `${bin}:.:${own}:${process.env.PATH}`);
    vi.stubEnv('SHOP_TOKEN', 'canary');
    await trackedFiles(root, ':(icase,glob)**/.env');
    expect(existsSync(path.join(root, 'RAN'))).toBe(false);
    expect(execFileSync('cat', [path.join(own, 'seen')], { encoding: 'utf8' })).not.toContain('canary');
  });
});

test('git is asked before it is said that .env is not ignored', async () => {
  const root = repository();
  const project = { root, functionsDirectory: 'a' };
  expect(await envProtection(project)).toMatchObject({ warnings: [{ code: 'env-not-ignored' }] });
  writeFiles(root, { '.git/info/exclude': '.env\n' });
  expect(await envProtection(project)).toMatchObject({ ignoreFile: undefined, warnings: [] });
});
