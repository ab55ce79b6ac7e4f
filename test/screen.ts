/** An emulated terminal screen: what a person would see, for the escape codes that this program uses. */
export interface EmulatedScreen {
  readonly write: (text: string) => void;
  /** Every line ever shown, including those scrolled off, without trailing spaces and trailing empty lines. */
  readonly text: () => string;
  /** The same lines as cells, including trailing spaces and empty lines. */
  readonly cells: () => readonly (readonly Cell[])[];
  readonly cursorVisible: () => boolean;
  /** Rewraps the lines, as most terminals do. */
  readonly resize: (columns: number, rows: number) => void;
}

/** One place on a screen. */
export interface Cell {
  readonly letter: string;
  /** The active "select graphic rendition" numbers (ECMA-48, 8.3.117), such as 2 for dim and 32 for green. */
  readonly marks: readonly number[];
}

interface Line {
  cells: Cell[];
  /** Whether it continues a line that was too long. */
  readonly goesOn: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const piece = /\u001b\[(\??[\d;]*)([A-Za-z])|[\s\S]/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, where a chunk ends within one
const cutOff = /\u001b(\[[?\d;]*)?$/;

const blank: Cell = { letter: ' ', marks: [] };

/** An empty screen of this size. */
export function emulatedScreen(columns: number, rows: number): EmulatedScreen {
  let size = { columns, rows };
  let lines: Line[] = [{ cells: [], goesOn: false }];
  let marks: readonly number[] = [];
  let row = 0;
  let column = 0;
  let visible = true;
  let unfinished = '';

  const lineAt = (index: number, goesOn = false): Line => {
    while (lines.length <= index) lines.push({ cells: [], goesOn });
    return lines[index] as Line;
  };
  const put = (letter: string) => {
    if (column >= size.columns) {
      row += 1;
      column = 0;
      lineAt(row, true);
    }
    const { cells } = lineAt(row);
    while (cells.length < column) cells.push(blank);
    cells[column] = { letter, marks };
    column += 1;
  };
  const erase = (from: number) => {
    const line = lineAt(row);
    line.cells = line.cells.slice(0, from);
  };
  const control = (parameters: string, final: string) => {
    const count = Number(parameters.split(';')[0] || 1);
    const top = Math.max(0, lines.length - size.rows);
    if (final === 'A') row = Math.max(top, row - count);
    else if (final === 'B') row = Math.min(top + size.rows - 1, row + count);
    else if (final === 'D') column = Math.max(0, column - count);
    else if (final === 'G') column = count - 1;
    else if (final === 'K') erase(parameters === '2' ? 0 : column);
    else if (final === 'J') {
      erase(column);
      lines = lines.slice(0, row + 1);
    } else if (parameters === '?25') visible = final === 'h';
    else if (parameters === '?2004') return;
    else if (final === 'm') marks = parameters.split(';').map(Number).reduce(marked, marks);
    else throw new Error(`The screen does not know the code ${parameters}${final}`);
    lineAt(row);
  };

  return {
    write: (text) => {
      const whole = unfinished + text;
      unfinished = whole.match(cutOff)?.[0] ?? '';
      const complete = whole.slice(0, whole.length - unfinished.length);
      for (const [found, parameters = '', final] of complete.matchAll(piece)) {
        if (final !== undefined) control(parameters, final);
        else if (found === '\n') lineAt(++row);
        else if (found === '\r') column = 0;
        else if (found === '\b') column = Math.max(0, column - 1);
        else put(found);
      }
    },
    text: () =>
      lines
        .map(({ cells }) => textOf(cells))
        .join('\n')
        .trimEnd(),
    cells: () => lines.map(({ cells }) => cells),
    cursorVisible: () => visible,
    resize: (newColumns, newRows) => {
      const above = lines.slice(0, row + 1);
      const begin = above.findLastIndex(({ goesOn }) => !goesOn);
      const offset = (row - begin) * size.columns + column;
      const cursorLine = above.filter(({ goesOn }) => !goesOn).length - 1;
      const whole = wholeLines(lines);
      lines = whole.flatMap((cells) => brokenLine(cells, newColumns));
      row = whole.slice(0, cursorLine).flatMap((cells) => brokenLine(cells, newColumns)).length;
      row += Math.floor(offset / newColumns);
      column = offset % newColumns;
      size = { columns: newColumns, rows: newRows };
      lineAt(row);
    },
  };
}

/** The characters of a line, without trailing spaces. */
export function textOf(cells: readonly Cell[]): string {
  return cells
    .map(({ letter }) => letter)
    .join('')
    .trimEnd();
}

/** The active numbers after a further one, which is added or resets others. */
function marked(marks: readonly number[], number: number): readonly number[] {
  if (number === 0) return [];
  const replaced = takenBack[number] ?? (colours.includes(number) ? colours : [number]);
  const kept = marks.filter((mark) => !replaced.includes(mark));
  return number in takenBack ? kept : [...kept, number];
}

const colours: readonly number[] = [30, 31, 32, 33, 34, 35, 36, 37, 90, 91, 92, 93, 94, 95, 96, 97];

/** Numbers that reset others, with the numbers they reset. */
const takenBack: Readonly<Record<number, readonly number[]>> = { 22: [1, 2], 27: [7], 29: [9], 39: colours };

function wholeLines(lines: readonly Line[]): Cell[][] {
  const whole: Cell[][] = [];
  for (const { cells, goesOn } of lines) {
    if (goesOn) whole.at(-1)?.push(...cells);
    else whole.push([...cells]);
  }
  return whole;
}

function brokenLine(cells: readonly Cell[], columns: number): Line[] {
  const count = Math.max(1, Math.ceil(cells.length / columns));
  return Array.from({ length: count }, (_, index) => ({
    cells: cells.slice(index * columns, (index + 1) * columns),
    goesOn: index > 0,
  }));
}
