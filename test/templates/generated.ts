import { posix } from 'node:path';
import { templates } from 'virtual:template-table';
import { packageManagers } from '../../src/data/package-managers.ts';
import { isOffered, type Platform, platforms } from '../../src/data/platforms.ts';
import type { ProjectPaths } from '../../src/project/layout.ts';
import { layoutOf } from '../../src/project/layouts.ts';
import type { Answers, FunctionAnswers, Project } from '../../src/types.ts';

/** The platform versions available for new projects. */
export const functionPlatforms: readonly Platform[] = (platforms as readonly Platform[]).filter(isOffered);

/** Every template as an app function and as an endpoint, without secrets, with two secrets, and with the token. */
export const variants: readonly FunctionAnswers[] = templates.flatMap((template) =>
  [false, true].flatMap((asEndpoint) =>
    [[], ['API_KEY', 'OTHER_KEY']].flatMap((secrets) =>
      [false, true].map((token) =>
        functionAnswers({
          template: template.name,
          name: [template.name, asEndpoint ? 'endpoint' : 'app', secrets.length, token].join('-'),
          secrets: secrets.length > 0 ? secrets : template.secrets,
          token: token || template.token,
          dependencies: template.dependencies,
          ...((asEndpoint || template.endpoint) && {
            endpoint: {
              path: `${template.name}/${asEndpoint}/${secrets.length}/${token}`,
              methods: template.methods,
            },
          }),
        }),
      ),
    ),
  ),
);

/** Default answers for a function, with the given changes. */
export function functionAnswers(said: Partial<FunctionAnswers> = {}): FunctionAnswers {
  return {
    name: 'hello',
    template: 'hello',
    secrets: [],
    token: false,
    dependencies: {},
    card: false,
    ...said,
  };
}

/** Answers for a new project with one function `hello`, with the given changes. */
export function answersFor(said: Partial<Answers> = {}): Answers {
  return {
    mode: 'create',
    root: '/project',
    app: 'my-app',
    platform: functionPlatforms[0] as Platform,
    functions: [functionAnswers()],
    cards: [],
    packageManager: packageManagers[0].name,
    install: true,
    allowScripts: false,
    invoke: true,
    ...said,
  };
}

/** A project with one function `first` (secret `API_KEY`, endpoint `shop/first`), with the given changes. */
export function existingProject(platform: Platform, said: Partial<Project> = {}): Project {
  const layout = layoutOf(platform);
  const sourceDirectory = said.sourceDirectory ?? layout.place.sourceDirectory;
  const move = (path: string) => path.replace(/^src/, sourceDirectory);
  const place: ProjectPaths = {
    sourceDirectory,
    appFile: move(layout.place.appFile),
    functionsDirectory: move(layout.place.functionsDirectory),
    cardsDirectory: move(layout.place.cardsDirectory),
  };
  const first = functionAnswers({
    name: 'first',
    secrets: ['API_KEY'],
    endpoint: { path: 'shop/first', methods: ['GET'] },
  });
  const configFile = layout.register(place, [first])[0]?.path ?? '';
  return {
    ...place,
    root: '/project',
    configFile: 'hsproject.json',
    name: 'my-app',
    platformVersion: platform.version,
    platform,
    appDirectory: `${sourceDirectory}/app`,
    functions: [
      {
        name: 'first',
        file: `${place.functionsDirectory}/first.js`,
        configFile,
        secrets: ['API_KEY'],
        endpoint: { path: 'shop/first', methods: ['GET'] },
      },
    ],
    uids: new Map([
      ['my-app', place.appFile],
      ['first', configFile],
      ['card', `${sourceDirectory}/app/cards/card-hsmeta.json`],
    ]),
    cards: [],
    cardFiles: [],
    functionFiles: ['first.js', posix.basename(configFile), 'package.json', 'lib/Shared.js'],
    ...said,
  };
}
