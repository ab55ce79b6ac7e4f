import { largeProject } from './large-project.ts';
import type { Row } from './measure.ts';
import { emptyNode, freshCopy, type Setting } from './setting.ts';

/** Migrates a project with 25 functions from 2023.2 to the newest platform version, without running the functions. */
export function migrateRows(setting: Setting): readonly Row[] {
  const { subject } = setting;
  const { root } = largeProject(setting, 25);
  return [
    {
      title: 'Migrate 25 functions',
      contenders: [
        emptyNode(setting),
        {
          name: subject.name,
          prepare: () => ({
            args: [subject.program, 'migrate', '--yes', '--no-invoke'],
            cwd: freshCopy(setting, root),
          }),
        },
      ],
    },
  ];
}
