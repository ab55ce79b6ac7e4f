import { describe, expect, test } from 'vitest';
import { Problem } from '../../src/errors.ts';
import { changeFor } from '../../src/plan/changes.ts';
import { refuseClashes } from '../../src/plan/clashes.ts';
import { planFiles } from '../../src/plan/plan.ts';
import type { Answers, CardAnswers, ExistingCard, PlannedFile, Project } from '../../src/types.ts';
import {
  answersFor,
  existingProject,
  functionAnswers,
  functionPlatforms,
  variants,
} from '../templates/generated.ts';
import { told } from '../thrown.ts';

const withCard = functionAnswers({ card: true });

async function filesOf(answers: Answers, project?: Project): Promise<ReadonlyMap<string, PlannedFile>> {
  return new Map((await planFiles(answers, project, undefined)).map((file) => [file.path, file]));
}

function textOf(files: ReadonlyMap<string, PlannedFile>, path: string): string {
  const file = files.get(path);
  return file !== undefined && 'text' in file ? file.text : '';
}

/** Answers that add a card to a project's first function. */
function cardFor(project: Project, template?: string): Answers {
  const [first] = project.functions;
  const card: CardAnswers = { function: first as CardAnswers['function'], ...(template && { template }) };
  return answersFor({ mode: 'add', platform: project.platform, functions: [], cards: [card] });
}

function clashesOf(answers: Answers, project: Project): readonly string[] {
  try {
    refuseClashes(answers, project);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { exit, message } = told(error);
    expect(exit).toBe(3);
    return message.split('\n');
  }
  return [];
}

describe.each(functionPlatforms)('a card on $version', (platform) => {
  const isLegacy = platform.layout === 'serverless-json';
  const folder = isLegacy ? 'src/app/extensions' : 'src/app/cards';
  const configFile = `${folder}/hello-card${isLegacy ? '' : '-hsmeta'}.json`;
  const appFile = isLegacy ? 'src/app/app.json' : 'src/app/app-hsmeta.json';

  test('comes with its configuration, its source and its packages, and the scope that it needs', async () => {
    const files = await filesOf(answersFor({ platform, functions: [withCard] }));
    const before = new Set((await filesOf(answersFor({ platform }))).keys());
    expect([...files.keys()].filter((path) => !before.has(path))).toEqual([
      configFile,
      `${folder}/HelloCard.jsx`,
      `${folder}/package.json`,
    ]);
    expect(JSON.parse(textOf(files, configFile))).toEqual(
      isLegacy
        ? {
            type: 'crm-card',
            data: {
              title: 'Hello',
              description: 'Shows what the function hello returns.',
              uid: 'hello-card',
              location: 'crm.record.tab',
              module: { file: 'HelloCard.jsx' },
              objectTypes: [{ name: 'contacts' }],
            },
          }
        : {
            uid: 'hello-card',
            type: 'card',
            config: {
              name: 'Hello',
              description: 'Shows what the function hello returns.',
              location: 'crm.record.tab',
              entrypoint: '/app/cards/HelloCard.jsx',
              objectTypes: ['contacts'],
            },
          },
    );
    const app = JSON.parse(textOf(files, appFile));
    expect(isLegacy ? app.scopes : app.config.auth.requiredScopes).toEqual(['crm.objects.contacts.read']);
    if (isLegacy) expect(app.extensions.crm.cards).toEqual([{ file: 'extensions/hello-card.json' }]);
    expect(Object.keys(JSON.parse(textOf(files, `${folder}/package.json`)).dependencies)).toEqual([
      '@hubspot/ui-extensions',
      'react',
    ]);
  });

  test('calls its function by name, and shows a response and an error of it', async () => {
    for (const one of variants.map((variant) => ({ ...variant, card: true }))) {
      const files = await filesOf(answersFor({ platform, functions: [one] }));
      const source = [...files].find(([path]) => path.endsWith('Card.jsx'));
      const text = source === undefined ? '' : textOf(files, source[0]);
      expect(text, one.name).toContain(`hubspot.serverless('${one.name}', {`);
      expect(text, one.name).toContain('variant="error"');
      expect(text, one.name).not.toMatch(/[ \t]$|\t|\r|\n\n\n/m);
      if (one.template === 'contact') expect(text).toContain("propertiesToSend: ['hs_object_id']");
    }
  });

  test('for a function that is there changes nothing of the function', async () => {
    const project = existingProject(platform);
    const paths = [...(await filesOf(cardFor(project), project)).keys()];
    expect(paths.filter((path) => !path.startsWith(`${folder}/`))).toEqual([appFile]);
    expect(clashesOf(cardFor(project), project)).toEqual([]);
  });

  test('for a function whose name is code stays data', async () => {
    const name = "x'); process.exit(); ('";
    const [first] = existingProject(platform).functions;
    const project = existingProject(platform, { functions: [{ ...first, name } as never] });
    const files = await filesOf(cardFor(project), project);
    const source = [...files.keys()].find((path) => path.endsWith('.jsx')) ?? '';
    expect(source).toBe(`${folder}/XProcessExitCard.jsx`);
    expect(textOf(files, source)).toContain(`hubspot.serverless('x\\'); process.exit(); (\\'', {`);
  });

  test('that exists already is left unchanged', async () => {
    const config = `${folder}/first-card${isLegacy ? '' : '-hsmeta'}.json`;
    const project = existingProject(platform, { cards: [{ configFile: config, uid: 'first-card' }] });
    const file = (await filesOf(cardFor(project), project)).get(`${folder}/FirstCard.jsx`) as PlannedFile;
    const own = new TextEncoder().encode('// my own card\n');
    expect(changeFor(file, own).change).toMatchObject({ action: 'unchanged', after: own });
  });

  test.each([
    ['uid', { uid: 'first-card', title: 'Other' }, 'already uses the uid first-card.'],
    ['title', { uid: 'other', title: 'FIRST' }, 'already has the title "First".'],
  ])('with the %s of another card is refused', (_, card, message) => {
    const other: ExistingCard = { configFile: `${folder}/other-hsmeta.json`, ...card };
    const project = existingProject(platform, { cards: [other] });
    expect(clashesOf(cardFor(project), project)).toEqual([expect.stringContaining(message)]);
  });

  test('is refused where its file would differ from another one only in case', () => {
    const project = existingProject(platform, { cardFiles: ['firstcard.jsx'] });
    expect(clashesOf(cardFor(project), project)).toEqual([expect.stringContaining('firstcard.jsx')]);
  });

  test('of two functions with the same words in their names is refused', () => {
    const functions = ['get-deals', 'getDeals'].map((name) => functionAnswers({ name, card: true }));
    const answers = answersFor({ platform, functions });
    expect(clashesOf(answers, undefined as never)).toEqual([expect.stringContaining('GetDealsCard.jsx')]);
  });

  test.runIf(!isLegacy)('is refused where a function has its uid', () => {
    const functions = [withCard, functionAnswers({ name: 'hello-card' })];
    expect(clashesOf(answersFor({ platform, functions }), undefined as never)).toEqual([
      expect.stringContaining('already uses the uid hello-card.'),
    ]);
  });
});

test('an app with the name of a card gets another uid', async () => {
  const platform = functionPlatforms.find(({ layout }) => layout === 'hsmeta') ?? functionPlatforms[0];
  const answers = answersFor({ app: 'hello-card', functions: [withCard], ...(platform && { platform }) });
  expect(JSON.parse(textOf(await filesOf(answers), 'src/app/app-hsmeta.json')).uid).toBe('hello-card_app');
});
