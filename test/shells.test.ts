import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { part } from './extent.ts';
import { awkwardNames } from './new-project.ts';
import { machine, programsOf, type ToolName } from './package-managers.ts';
import { emptyFolder, program, run, runWords } from './program.ts';
import { makePackage, type Registry, startRegistry } from './registry.ts';
import { installs, standIn } from './stand-in.ts';

const shells = ['dash', 'bash', 'zsh', 'fish'];
const functions = 'src/app/app.functions';
const installed = `${functions}/node_modules/@made-up/tiny/package.json`;
const dependency = ['--dependency', '@made-up/tiny', '--json'];

function isPresent(shell: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${shell}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A printed command that uses the packed program instead of the one from the registry. */
function withPacked(command: string): string {
  const called = `'${process.execPath}' '${program()}'`;
  return command
    .replace(/npm create hs-function@\S+/, called)
    .replace(/npx create-hs-function@\S+/, called)
    .replace(' -- ', ' ');
}

interface Step {
  readonly command: string;
}

/** What is printed for a new project, up to the command that runs its function. Determined once for each name. */
async function printedFor(name: string): Promise<string> {
  const { command, next } = validDocumentOf(
    await run(emptyFolder(), [`./${name}`, ...dependency, '--no-install']),
  );
  const [install, enter, invoke] = next.map((step: Step) => step.command);
  return [withPacked(command), install, enter, withPacked(invoke)].join('\n');
}

const printed = new Map<string, string>();

describe.each(shells)('in %s', (shell) => {
  // Shells that this machine does not have are shown as skipped.
  test.skipIf(!isPresent(shell)).each(awkwardNames)(
    'the commands printed for a folder with %s create it again, install, enter it and run the function',
    async (_name, name) => {
      const folder = emptyFolder();
      const pasted = printed.get(name) ?? (await printedFor(name));
      printed.set(name, pasted);
      const env = standIn(emptyFolder(), installs);
      const result = await runWords([shell, '-c', pasted], folder, { env });
      expect(result, pasted).toMatchObject({ code: 0 });
      expect(result.stdout).toContain('"message": "Hello, Ada!"');
      expect(existsSync(path.join(folder, name, installed))).toBe(true);
      expect(readdirSync(folder)).toEqual([name]);
    },
  );
});

describe('what is printed', () => {
  test('as text matches the document', async () => {
    for (const [, name] of awkwardNames.filter(([what]) => what !== 'an escape sequence')) {
      const args = [`./${name}`, ...dependency, '--no-install'];
      const { next } = validDocumentOf(await run(emptyFolder(), args));
      const { stdout } = await run(
        emptyFolder(),
        args.filter((word) => word !== '--json'),
      );
      for (const step of next) expect(stdout).toContain(`. ${step.command}\n`);
    }
  });

  test.each([
    ['../other/my-app', 'from', 'other/my-app'],
    ['.', 'my-app', 'my-app'],
    ['.', 'my-app/src/app', 'my-app'],
    ['.', `my-app/${functions}`, 'my-app'],
    ['../my-app', 'from', 'my-app'],
    [undefined, 'from', 'from/my-app'],
  ])('for the directory %s within %s leads there', async (directory, from, root) => {
    const top = emptyFolder();
    const cwd = path.join(top, 'work', from);
    if (from.startsWith('my-app/')) {
      mkdirSync(path.join(top, 'work'));
      await run(path.join(top, 'work'), ['my-app', '--no-invoke', '--yes']);
    }
    mkdirSync(cwd, { recursive: true });
    const named = directory === undefined ? ['--app', 'my-app'] : [directory];
    const args = [...named, '--function', 'hi', ...dependency, '--no-install'];
    const { next } = validDocumentOf(await run(cwd, args));
    const invoke = next.findIndex(({ command }: Step) => command.includes(' invoke '));
    const pasted = next.slice(0, invoke + 1).map(({ command }: Step) => withPacked(command));
    const result = await runWords(['sh', '-c', pasted.join(' && ')], cwd, {
      env: standIn(path.join(top, 'programs'), installs),
    });
    expect(result, pasted.join('\n')).toMatchObject({ code: 0 });
    expect(existsSync(path.join(top, 'work', root, installed))).toBe(true);
  });
});

describe('the printed install works with', () => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry([
      makePackage({ name: '@made-up/tiny', version: '1.0.0' }, { 'index.js': '' }),
    ]);
    await programsOf('npm11');
  }, 300_000);

  afterAll(() => registry.close());

  test.each(part<ToolName>(['npm9', 'npm12', 'pnpm9', 'pnpm11', 'yarn1', 'yarn4', 'bun'], 3))(
    '%s',
    async (tool) => {
      const folder = emptyFolder();
      const packageManager = tool.replace(/\d+$/, '');
      const made = await run(folder, [
        "it's here",
        ...dependency,
        '--package-manager',
        packageManager,
        '--no-install',
      ]);
      const { next } = validDocumentOf(made);
      const env = machine(await programsOf(tool), emptyFolder(), registry.url);
      const result = await runWords(['sh', '-c', next[0].command], folder, { env });
      expect(result, next[0].command).toMatchObject({ code: 0 });
      expect(existsSync(path.join(folder, "it's here", installed))).toBe(true);
      expect(readdirSync(folder)).toEqual(["it's here"]);
    },
  );
});
