import { groupBy } from '../group-by.ts';
import { printable, type Style } from '../terminal/text.ts';
import type { ListedChange } from '../types.ts';

const signs: Readonly<Record<ListedChange['action'], string>> = {
  create: '+',
  update: '~',
  unchanged: '=',
  move: '>',
  archive: '>',
};

/** The changes as one line each, such as `create src/app/app.json`. Suitable for screen readers. */
export function changeLines(changes: readonly ListedChange[]): string {
  const line = ({ action, path, from }: ListedChange) =>
    from === undefined
      ? `${action} ${printable(path)}`
      : `${action} ${printable(from)} to ${printable(path)}`;
  return changes.map(line).join('\n');
}

/**
 * The changes as a tree of folders under a name: `+` is created, `~` is changed, `=` is unchanged, `>` is moved from another
 * place. In a flat style, which suits screen readers, one line per change.
 */
export function planTree(changes: readonly ListedChange[], name: string, style: Style): string {
  if (style.flat) return changeLines(changes);
  const listed = changes.map((change) => ({ change, parts: change.path.split('/') }));
  return [style.bold(`${printable(name)}/`), ...linesBelow(listed, 0, '', style)].join('\n');
}

/** A change, and the parts of its path. */
interface Entry {
  readonly change: ListedChange;
  readonly parts: readonly string[];
}

/** @param depth how many path segments lead to the folder whose entries are listed */
function linesBelow(
  changes: readonly Entry[],
  depth: number,
  indent: string,
  style: Style,
): readonly string[] {
  const [tee, corner, bar] = style.unicode ? ['├─ ', '└─ ', '│  '] : ['|- ', '`- ', '|  '];
  const isHere = ({ parts }: Entry) => parts.length === depth + 1;
  const entries = [...groupBy(changes, ({ parts }) => parts[depth] ?? '')]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, inside]) => {
      const below = inside.filter((one) => !isHere(one));
      const folder = below.length === 0 ? [] : [{ name, below, file: undefined }];
      return [...folder, ...inside.filter(isHere).map((file) => ({ name, below: [], file }))];
    });
  return entries.flatMap(({ name, below, file }, index) => {
    const last = index === entries.length - 1;
    const head = style.dim(indent + (last ? corner : tee));
    if (file !== undefined) return [`${head}${fileLabel(name, file.change, style)}`];
    const inner = linesBelow(below, depth + 1, indent + (last ? '   ' : bar), style);
    return [`${head}${printable(name)}/`, ...inner];
  });
}

function fileLabel(name: string, { action, from }: ListedChange, style: Style): string {
  const arrow = style.unicode ? '→' : '->';
  const label = `${signs[action]} ${from === undefined ? '' : `${printable(from)} ${arrow} `}${printable(name)}`;
  if (action === 'create') return style.good(label);
  return action === 'update' ? style.notice(label) : style.dim(label);
}
