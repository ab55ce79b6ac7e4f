import { posix } from 'node:path';
import { resolveIn } from '../project/files.ts';
import { objectOf } from '../project/json.ts';
import type { Rule } from './rule.ts';

export const dependencyNotPublic: Rule = {
  id: 'dependency-not-public',
  severity: 'error',
  finds: 'a dependency from git, a URL or a folder outside the project',
  why: 'HubSpot installs public npm packages, and includes workspaces and folders of the project. Anything else is missing in production.',
  source: "HubSpot's documentation (public npm packages); read in @hubspot/project-parsing-lib 0.23.0",
  warnsIn: ['migrate'],
  *find({ folders }) {
    for (const { path: folder, manifest } of folders) {
      for (const [name, range] of Object.entries(objectOf(objectOf(manifest?.value)?.dependencies) ?? {})) {
        const origin = typeof range === 'string' ? originOf(range, folder) : undefined;
        if (origin === undefined || manifest === undefined) continue;
        yield {
          path: manifest.path,
          at: ['dependencies', name],
          message: `${name} comes from ${origin}, where HubSpot cannot get it.`,
          hint: 'Use a version from the npm registry, or bundle its code into the function.',
        };
      }
    }
  },
};

function originOf(range: string, folder: string): string | undefined {
  if (
    /^(?:git\b|git\+|github:|gitlab:|bitbucket:|gist:|[\w.-]+\/[\w.-]+(?:#|$))/.test(range) ||
    /\.git(?:#|$)/.test(range)
  ) {
    return 'git';
  }
  if (/^https?:/.test(range)) return 'a URL';
  const local = /^(?:file|link|portal):(.*)/.exec(range)?.[1];
  if (local === undefined) return undefined;
  const target = posix.isAbsolute(local) ? local : resolveIn(folder, local);
  return target.startsWith('../') || posix.isAbsolute(target) ? 'a folder outside the project' : undefined;
}
