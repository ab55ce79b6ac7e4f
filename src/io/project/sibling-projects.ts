import { dirname, join, posix, relative, sep } from 'node:path';
import { isProjectFileName } from '../../core/project/project-file-name.ts';
import { inFolder, levels } from '../../core/project/project-files.ts';
import { endpointsOfProject, type SiblingEndpoint } from '../../core/project/sibling-endpoints.ts';
import { projectFiles } from './project-files.ts';
import { repositoryRoot } from './repository.ts';

/** How far the repository is walked where git cannot list its files. */
const reach = { depth: 6, followLinks: false, otherProjects: true };

/**
 * The endpoints of all other projects in the repository of a project; none outside a repository. git lists the files
 * in a process of its own, so that this can be started early and waited for late.
 *
 * @param root absolute path of the project
 */
export async function siblingEndpoints(root: string): Promise<readonly SiblingEndpoint[]> {
  const repository = repositoryRoot(root);
  if (repository === undefined) return [];
  const { repositoryFiles } = await import('./git.ts');
  const listed = (await repositoryFiles(repository, ':(icase,glob)**/hsproject.json')) ?? walk(repository);
  const others = [...new Set(listed)].filter((file) => join(repository, dirname(file)) !== root);
  return others.flatMap((file) => {
    const folder = join(repository, dirname(file));
    const project = relative(root, folder).split(sep).join('/');
    return endpointsOfProject(projectFiles(folder), posix.basename(file)).map((one) => ({
      project,
      function: one.name,
      path: one.endpoint?.path ?? '',
    }));
  });
}

function walk(repository: string): readonly string[] {
  const files = projectFiles(repository);
  return [...levels(files, '.', reach)].flat().flatMap((folder) =>
    files
      .names(folder)
      .filter(isProjectFileName)
      .map((name) => inFolder(folder, name)),
  );
}
