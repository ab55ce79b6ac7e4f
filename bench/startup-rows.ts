import type { Contender, Row } from './measure.ts';
import { emptyNode, freshFolder, type Setting } from './setting.ts';

/** Generators that work offline and without prompts, with the arguments to create a small project without an install. */
const generators = [
  { name: 'create-vite', file: 'index.js', args: ['--template', 'vanilla', '--no-interactive'] },
  { name: 'create-vue', file: 'bundle.js', args: ['--bare', '--default'] },
  { name: 'create-next-app', file: 'dist/index.js', args: ['--yes', '--skip-install', '--disable-git'] },
  {
    name: 'sv',
    file: 'dist/bin.mjs',
    command: ['create'],
    args: ['--template', 'minimal', '--no-types', '--no-add-ons', '--no-install'],
  },
] as const;

/** Rows for help, version, and a new project. */
export function startupRows(setting: Setting): readonly Row[] {
  const { subject, peers, scratch } = setting;
  const floor = emptyNode(setting);
  const shows = (option: string): Row => ({
    title: option,
    contenders: [
      floor,
      { name: subject.name, prepare: () => ({ args: [subject.program, option], cwd: scratch }) },
      ...generators.map(({ name, file }) => ({
        name,
        prepare: () => ({ args: [peers.file(name, file), option], cwd: scratch }),
      })),
    ],
  });
  return [
    shows('--help'),
    {
      title: '--version',
      contenders: [
        floor,
        { name: subject.name, prepare: () => ({ args: [subject.program, '--version'], cwd: scratch }) },
      ],
    },
    {
      title: 'New project, nothing installed or run',
      contenders: [floor, creates(setting), ...peersCreate(setting)],
    },
  ];
}

function creates(setting: Setting): Contender {
  const { name, program } = setting.subject;
  const args = [program, 'app', '--yes', '--no-install', '--no-invoke'];
  return { name, prepare: () => ({ args, cwd: freshFolder(setting) }) };
}

function peersCreate(setting: Setting): readonly Contender[] {
  return generators.map((generator) => ({
    name: generator.name,
    prepare: () => ({
      args: [
        setting.peers.file(generator.name, generator.file),
        ...('command' in generator ? generator.command : []),
        'app',
        ...generator.args,
      ],
      cwd: freshFolder(setting),
    }),
  }));
}
