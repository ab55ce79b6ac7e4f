import { filesOf } from './program.ts';

/** The names of all files below a folder. */
export function shapeOf(folder: string): readonly string[] {
  return Object.keys(filesOf(folder)).sort();
}

/** The files of a new project. */
export const shape = [
  '.gitignore',
  'README.md',
  'fixtures/hello.json',
  'hsproject.json',
  'jsconfig.json',
  'src/app/app.functions/.env',
  'src/app/app.functions/.env.example',
  'src/app/app.functions/hello.js',
  'src/app/app.functions/package.json',
  'src/app/app.functions/serverless.json',
  'src/app/app.json',
  'types/context.d.ts',
];

/** Names of folders that are hard on shells, URLs and terminals: the difficulty, and the name. */
export const awkwardNames: readonly (readonly [string, string])[] = [
  ['spaces', ' a  b '],
  ['quotes', `it's "quoted" \`id\``],
  ['what shells and URLs replace', '$HOME %41 %% #?&;!*~{a,b}[c]'],
  ['a backslash', 'back\\slash\\'],
  ['a line break', 'new\nline'],
  ['an escape sequence', 'red\u001b[31m'],
  ['letters beyond ASCII', 'ünï–çødé… 漢字 😀 e\u0301'],
  ['200 characters', `${'long '.repeat(39)}name`],
  ['what looks like an option', '--yes'],
  ['what zsh takes for a former folder', '+1'],
];
