import { largeProject } from './large-project.ts';
import type { Contender, Row } from './measure.ts';
import { emptyNode, reference, type Setting } from './setting.ts';

/** Adds one function to projects with 100, 1,000 and 10,000 functions. */
export function addRows(setting: Setting): readonly Row[] {
  return [100, 1000, 10_000].map((count) => addRow(setting, count));
}

function addRow(setting: Setting, count: number): Row {
  const { name, program } = setting.subject;
  const { root, registry, restore } = largeProject(setting, count);
  const edits = (label: string, file: string): Contender => ({
    name: label,
    prepare: () => {
      restore();
      return { args: [reference(setting, file), registry, 'added'], cwd: root };
    },
  });
  const adds: Contender = {
    name,
    prepare: () => {
      restore();
      return { args: [program, '--function', 'added', '--yes', '--no-install', '--no-invoke'], cwd: root };
    },
  };
  return {
    title: `Add a function to ${count.toLocaleString('en')}`,
    contenders: [
      emptyNode(setting),
      adds,
      edits('JSON.parse and JSON.stringify alone', 'json-round-trip.cjs'),
      edits('an edit with jsonc-parser alone', 'jsonc-edit.cjs'),
    ],
  };
}
