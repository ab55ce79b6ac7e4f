import { currentPlatform } from '../../data/platforms.ts';
import type { Answers } from '../../types.ts';
import { callWords, formatCommand } from '../call/command-line.ts';
import { packageManagerRow } from '../install/package-manager.ts';
import { type ReadmeFunction, renderReadme } from './render.ts';

/**
 * The README of a new project.
 *
 * @param functionsDirectory relative to the project, with `/`
 * @param secretsAt where a function's secrets are listed, as Markdown
 */
export function projectReadme(
  answers: Answers,
  functions: readonly ReadmeFunction[],
  functionsDirectory: string,
  secretsAt: string,
): string {
  const { app, platform, packageManager } = answers;
  const { execute, install } = packageManagerRow(packageManager);
  return renderReadme({
    app,
    platform,
    functions,
    functionsDirectory,
    secretsAt,
    commands: {
      add: create(answers, '--function', 'my-function'),
      current: create(answers, '--platform', currentPlatform),
      invoke: formatCommand([...execute, 'create-hs-function', 'invoke'], 'posix'),
      install: formatCommand(install, 'posix'),
    },
  });
}

function create({ packageManager }: Answers, ...options: string[]): string {
  return formatCommand(callWords({ packageManager, version: 'latest' }, [], options), 'posix');
}
