import path from 'node:path';

/**
 * What is loaded as one file each, by the modules that it begins with. A part is loaded when something in it is first
 * used; a module that several parts need belongs to the first of them in this list.
 */
const parts = {
  cli: ['src/cli.ts'],
  'invoke-process': ['src/io/invocation/invoke-process.ts'],
  generate: ['src/generate.ts'],
  'npm-flags': ['src/core/call/word-readings.ts', 'src/core/call/swallowed-options.ts'],
  failure: ['src/io/transaction/system-error.ts', 'src/core/call/nearest.ts'],
  edit: ['src/core/edit/edit-json.ts', 'src/core/edit/json-scan.ts', 'src/core/edit/json-tokens.ts'],
  change: ['src/io/transaction/change-project.ts'],
  diff: ['src/core/report/change-view.ts'],
  project: ['src/chosen-project.ts'],
  run: ['src/io/invocation/invoke.ts', 'src/core/invocation/invocation-log.ts'],
  invoke: ['src/invoke.ts'],
};

/**
 * Names the chunk of a module. Every file costs a third of a millisecond to find and load, so that what is needed at
 * once is one file. What is imported only when needed and is in no part keeps chunks of its own.
 *
 * @param {string} root the project
 */
export function chunkName(root) {
  const roots = Object.values(parts).flat();
  const beginnings = new Set(roots.map((file) => path.join(root, file)));
  let closures;
  return (id, graph) => {
    closures ??= Object.entries(parts).map(([name, files]) => {
      const found = new Set();
      for (const file of files) closure(path.join(root, file), graph, beginnings, found);
      return { name, found };
    });
    return closures.find(({ found }) => found.has(id))?.name ?? null;
  };
}

/** A module and all that it imports, up to what other parts begin with, and without what it imports when needed. */
function closure(id, graph, beginnings, found) {
  if (found.has(id)) return;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) {
    if (!beginnings.has(next)) closure(next, graph, beginnings, found);
  }
}
