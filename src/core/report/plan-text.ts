import type { Change } from '../../types.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

type Listed = Pick<Change, 'action' | 'path'>;

interface Branch {
  readonly folders: Map<string, Branch>;
  readonly files: Listed[];
}

const signs: Readonly<Record<Change['action'], string>> = { create: '+', update: '~', unchanged: '=' };

/**
 * The changes as a tree of folders: `+` is made, `~` is changed, `=` stays as it is.
 *
 * @param name what to call the root, such as the folder's name
 */
export function planTree(changes: readonly Listed[], name: string, style: Style): string {
  const root: Branch = { folders: new Map(), files: [] };
  for (const change of changes) {
    const parts = change.path.split('/');
    let branch = root;
    for (const part of parts.slice(0, -1)) branch = folderOf(branch, part);
    branch.files.push(change);
  }
  return [style.bold(`${printable(name)}/`), ...branchLines(root, '', style)].join('\n');
}

function folderOf(branch: Branch, name: string): Branch {
  const known = branch.folders.get(name);
  if (known !== undefined) return known;
  const made: Branch = { folders: new Map(), files: [] };
  branch.folders.set(name, made);
  return made;
}

function branchLines(branch: Branch, indent: string, style: Style): string[] {
  const [tee, corner, bar] = style.unicode ? ['├─ ', '└─ ', '│  '] : ['|- ', '`- ', '|  '];
  const entries = [
    ...[...branch.folders].map(([name, folder]) => ({ name, folder, file: undefined })),
    ...branch.files.map((file) => ({ name: file.path.split('/').at(-1) ?? '', folder: undefined, file })),
  ].sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap(({ name, folder, file }, index) => {
    const last = index === entries.length - 1;
    const head = style.dim(indent + (last ? corner : tee));
    if (folder === undefined) return [`${head}${fileLabel(name, file.action, style)}`];
    return [`${head}${printable(name)}/`, ...branchLines(folder, indent + (last ? '   ' : bar), style)];
  });
}

function fileLabel(name: string, action: Change['action'], style: Style): string {
  const label = `${signs[action]} ${printable(name)}`;
  if (action === 'create') return style.good(label);
  return action === 'update' ? style.notice(label) : style.dim(label);
}
