import path from 'node:path';

/** What is loaded as one file each, by its entry, and what several of them load, in the order of loading. */
const parts = { cli: 'src/cli.ts', generate: 'src/generate.ts', invoke: 'src/invoke.ts' };

/**
 * Names the chunk of a module. Every file costs a third of a millisecond to find and load, so that what a command
 * needs at once is one file, and what two commands need is one more. What is imported when needed keeps chunks of
 * its own.
 *
 * @param {string} root the project
 */
export function chunkName(root) {
  const closures = {};
  return (id, graph) => {
    for (const [name, entry] of Object.entries(parts)) {
      closures[name] ??= closure(path.join(root, entry), graph);
    }
    if (closures.cli.has(id)) return 'cli';
    if (closures.generate.has(id) && closures.invoke.has(id)) return 'project';
    return closures.generate.has(id) ? 'generate' : null;
  };
}

/** A module and all that it imports, but for what it imports only when needed. */
function closure(id, graph, found = new Set()) {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) closure(next, graph, found);
  return found;
}
