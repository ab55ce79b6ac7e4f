import path from 'node:path';

/** What is loaded as one file each, by its entry; what both generating and invoking load is loaded with `cli`. */
const parts = {
  cli: 'src/cli.ts',
  generate: 'src/generate.ts',
  invoke: 'src/invoke.ts',
  project: 'src/chosen-project.ts',
};

/**
 * Names the chunk of a module. Every file costs a third of a millisecond to find and load, so that what is needed at
 * once is one file. What is imported only when needed keeps chunks of its own.
 *
 * @param {string} root the project
 */
export function chunkName(root) {
  const closures = {};
  return (id, graph) => {
    for (const [name, entry] of Object.entries(parts)) {
      closures[name] ??= closure(path.join(root, entry), graph);
    }
    if (closures.cli.has(id) || (closures.generate.has(id) && closures.invoke.has(id))) return 'cli';
    if (closures.generate.has(id)) return 'generate';
    return closures.project.has(id) ? 'project' : null;
  };
}

/** A module and all that it imports, but for what it imports only when needed. */
function closure(id, graph, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) closure(next, graph, found);
  return found;
}
