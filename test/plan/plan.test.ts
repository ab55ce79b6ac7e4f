import { describe, expect, test } from 'vitest';
import { planFiles } from '../../src/plan/plan.ts';
import { layoutOf } from '../../src/project/layouts.ts';
import type { Answers, PlannedFile, Project } from '../../src/types.ts';
import { shape } from '../new-project.ts';
import { answersFor, existingProject, functionAnswers, functionPlatforms } from '../templates/generated.ts';

const contact = functionAnswers({
  name: 'contact',
  template: 'contact',
  token: true,
  dependencies: { '@hubspot/api-client': '^13.5.0' },
});

async function plan(answers: Answers, project?: Project, ignoreFile: string | undefined = undefined) {
  const files = await planFiles(answers, project, ignoreFile);
  const byPath = new Map(files.map((file) => [file.path, file]));
  expect(byPath.size).toBe(files.length);
  return { paths: [...byPath.keys()], file: (path: string) => byPath.get(path) as PlannedFile };
}

function contentOf(file: PlannedFile) {
  return 'text' in file ? JSON.parse(file.text) : undefined;
}

describe('a new project', () => {
  test('of 2023.2 has everything to run, keep secrets out of git, and upload', async () => {
    const { paths } = await plan(answersFor(), undefined, '.gitignore');
    expect(paths.sort()).toEqual(shape);
  });

  test('of 2026.09 has the files of the newer layout', async () => {
    const platform = functionPlatforms.find(({ version }) => version === '2026.09');
    const { paths, file } = await plan(
      answersFor({ ...(platform && { platform }) }),
      undefined,
      '.gitignore',
    );
    expect(paths.sort()).toEqual([
      '.gitignore',
      'README.md',
      'fixtures/hello.json',
      'hsproject.json',
      'jsconfig.json',
      'src/app/app-hsmeta.json',
      'src/app/functions/.env',
      'src/app/functions/.env.example',
      'src/app/functions/hello-hsmeta.json',
      'src/app/functions/hello.js',
      'src/app/functions/package.json',
      'types/context.d.ts',
    ]);
    expect(contentOf(file('hsproject.json'))).toEqual({
      name: 'my-app',
      srcDir: 'src',
      platformVersion: '2026.09',
    });
  });

  test('has the scopes and packages that its templates need, and no others', async () => {
    const { file } = await plan(answersFor({ functions: [functionAnswers(), contact] }));
    expect(contentOf(file('src/app/app.json')).scopes).toEqual(['crm.objects.contacts.read']);
    expect(contentOf(file('src/app/app.functions/package.json'))).toEqual({
      name: 'my-app-functions',
      version: '1.0.0',
      private: true,
      engines: { node: '>=18' },
      hsIgnore: { platform: 'created for 2023.2, which HubSpot no longer builds' },
      dependencies: { '@hubspot/api-client': '^13.5.0' },
    });
    expect(contentOf((await plan(answersFor())).file('src/app/app.json')).scopes).toEqual(['oauth']);
  });

  test('says in .env where each value comes from, each name once', async () => {
    const functions = [contact, functionAnswers({ name: 'a', secrets: ['API_KEY'] })];
    const more = [...functions, functionAnswers({ name: 'b', secrets: ['API_KEY', 'OTHER'] })];
    const { file } = await plan(answersFor({ functions: more }));
    const env = file('src/app/app.functions/.env');
    expect(env).toMatchObject({
      kind: 'dotenv',
      entries: [
        {
          name: 'PRIVATE_APP_ACCESS_TOKEN',
          placeholder: 'replace-me',
          comment: expect.stringContaining('Auth tab'),
        },
        {
          name: 'API_KEY',
          placeholder: 'replace-me',
          comment: expect.stringContaining('hs secret add API_KEY'),
        },
        { name: 'OTHER', placeholder: 'replace-me', comment: expect.stringContaining('hs secret add OTHER') },
      ],
    });
    const example = file('src/app/app.functions/.env.example');
    expect('entries' in example && example.entries).toEqual('entries' in env && env.entries);
  });

  test('takes any text for the app, and makes a name for folders and files of it', async () => {
    const { file } = await plan(answersFor({ app: 'Größe & Co' }));
    expect(contentOf(file('src/app/app.json'))).toMatchObject({ name: 'Größe & Co', uid: 'grosse-co' });
    expect(contentOf(file('hsproject.json')).name).toBe('grosse-co');
    expect(contentOf(file('src/app/app.functions/package.json')).name).toBe('grosse-co-functions');
  });

  test('gives app and function a uid each where both have one name', async () => {
    const platform = functionPlatforms.find(({ layout }) => layout === 'hsmeta');
    const { file } = await plan(answersFor({ app: 'hello', ...(platform && { platform }) }));
    expect(contentOf(file('src/app/app-hsmeta.json')).uid).toBe('hello_app');
    expect(contentOf(file('src/app/functions/hello-hsmeta.json')).uid).toBe('hello');
  });

  test('has what its package manager needs to install into the folder', async () => {
    const answers = answersFor({ functions: [contact], packageManager: 'yarn' });
    expect((await plan(answers)).paths).toContain('src/app/app.functions/yarn.lock');
    expect((await plan({ ...answers, install: false })).paths).toContain('src/app/app.functions/yarn.lock');
    expect((await plan({ ...answers, functions: [functionAnswers()] })).paths).not.toContain(
      'src/app/app.functions/yarn.lock',
    );
  });
});

describe.each(functionPlatforms)('adding to a project of $version', (platform) => {
  const layout = layoutOf(platform);
  const project = existingProject(platform, { sourceDirectory: 'code', root: '/elsewhere' });
  const add = (functions: Answers['functions']) => answersFor({ mode: 'add', platform, functions });

  test('plans nothing that the new function does not need', async () => {
    const { paths } = await plan(add([functionAnswers({ name: 'second' })]), project);
    const registration = layout
      .register(project, [functionAnswers({ name: 'second' })])
      .map(({ path }) => path);
    const packageFile = layout.needsPackageFile ? [`${project.functionsDirectory}/package.json`] : [];
    expect(paths.sort()).toEqual(
      [
        ...registration,
        ...packageFile,
        `${project.functionsDirectory}/second.js`,
        'fixtures/second.json',
        'types/context.d.ts',
      ].sort(),
    );
  });

  test('puts entries into the files that are there, and overwrites none', async () => {
    const { file } = await plan(add([contact]), project);
    const [registration] = layout.register(project, [contact]);
    expect(file(registration?.path ?? '')).toMatchObject({
      kind: 'json',
      members: Object.entries(registration?.entries ?? {}).map(([key, value]) => ({
        at: registration?.at,
        key,
        value,
        ifDifferent: 'conflict',
      })),
    });
    expect(file(`${project.functionsDirectory}/package.json`)).toMatchObject({
      members: [{ at: ['dependencies'], key: '@hubspot/api-client', value: '^13.5.0', ifDifferent: 'keep' }],
    });
    expect(file(project.appFile)).toMatchObject({
      members: [],
      items: [{ at: layout.scopesAt, item: 'crm.objects.contacts.read' }],
    });
    expect(file(`${project.functionsDirectory}/.env`)).toMatchObject({
      entries: [{ name: 'PRIVATE_APP_ACCESS_TOKEN' }],
    });
    expect(file(`${project.functionsDirectory}/contact.js`).kind).toBe('source');
    expect(file('fixtures/contact.json').kind).toBe('starter');
  });

  test('completes the ignore file that it is given, wherever that is', async () => {
    const { file } = await plan(add([contact]), project, '../../.gitignore');
    expect(file('../../.gitignore')).toMatchObject({
      kind: 'gitignore',
      rules: ['.env*', '!.env.example', 'node_modules/'],
    });
  });
});

test('an unknown template is refused by name', async () => {
  const functions = [functionAnswers({ template: 'nothing' })];
  const refused = { code: 'unknown-template', values: { template: 'nothing' } };
  await expect(plan(answersFor({ functions }))).rejects.toMatchObject(refused);
});
