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
  edit: ['src/core/edit/edit-json.ts', 'src/core/edit/json-scan.ts', 'src/core/edit/json-tokens.ts'],
  change: ['src/io/transaction/change-project.ts'],
  remove: ['src/io/transaction/remove-all.ts'],
  diff: ['src/core/report/change-view.ts'],
  project: ['src/chosen-project.ts', 'src/io/project/ignored.ts'],
  'project-hsmeta': ['src/core/project/registries/hsmeta-app.ts'],
  run: ['src/io/invocation/invoke.ts', 'src/core/invocation/invocation-log.ts'],
  'run-failure': ['src/core/invocation/missing-module.ts', 'src/core/invocation/stack-frames.ts'],
  invoke: ['src/invoke.ts'],
  failure: [
    'src/io/transaction/system-error.ts',
    'src/core/call/nearest.ts',
    'src/core/call/unknown-option.ts',
    'src/core/call/swallowed-problem.ts',
    'src/core/report/failed-report.ts',
    'src/core/report/unanswered.ts',
    'src/failed-run.ts',
    'src/missing.ts',
    'src/core/plan/missing-options.ts',
  ],
};

/** Commands; what two of them use is loaded with `cli`. */
const commands = [['generate'], ['invoke', 'project', 'run']];

/**
 * Names the chunk of a module. Every file costs a third of a millisecond to find and load, so that what is needed at
 * once is one file. What is imported only when needed and is in no part keeps chunks of its own.
 *
 * @param {string} root the project
 */
export function chunkName(root) {
  const beginnings = new Set(
    Object.values(parts)
      .flat()
      .map((file) => path.join(root, file)),
  );
  let closures;
  return (id, graph) => {
    closures ??= closuresOf(root, graph, beginnings);
    const isIn = (name) => closures[name].has(id);
    if (commands.every((names) => names.some(isIn))) return 'cli';
    return Object.keys(parts).find(isIn) ?? null;
  };
}

function closuresOf(root, graph, beginnings) {
  const entries = Object.entries(parts).map(([name, files]) => {
    const found = new Set();
    for (const file of files) addClosure(path.join(root, file), graph, beginnings, found);
    return [name, found];
  });
  return Object.fromEntries(entries);
}

/** Adds a module and all that it imports, up to what parts begin with, and without what it imports when needed. */
function addClosure(id, graph, beginnings, found) {
  if (found.has(id)) return;
  found.add(id);
  for (const next of graph.getModuleInfo(id)?.importedIds ?? []) {
    if (!beginnings.has(next)) addClosure(next, graph, beginnings, found);
  }
}
