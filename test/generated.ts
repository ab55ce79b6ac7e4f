import { templates } from 'virtual:template-table';
import { packageManagers } from '../src/data/package-managers.ts';
import { type Platform, platforms } from '../src/data/platforms.ts';
import type { Answers, FunctionAnswers } from '../src/types.ts';

/** The platform versions that have functions. */
export const functionPlatforms: readonly Platform[] = (platforms as readonly Platform[]).filter(
  (row) => row.layout !== undefined,
);

/** Every template as an app function and as an endpoint, without secrets, with two, and with the token. */
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

/** A function as it is answered with nothing but what is said here. */
export function functionAnswers(said: Partial<FunctionAnswers> = {}): FunctionAnswers {
  return { name: 'hello', template: 'hello', secrets: [], token: false, dependencies: {}, ...said };
}

/** Answers for a new project with one function `hello`, except for what is said here. */
export function answersFor(said: Partial<Answers> = {}): Answers {
  return {
    mode: 'create',
    root: '/project',
    app: 'my-app',
    platform: functionPlatforms[0] as Platform,
    functions: [functionAnswers()],
    packageManager: packageManagers[0].name,
    install: true,
    invoke: true,
    ...said,
  };
}
