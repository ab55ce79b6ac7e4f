/** A terminal's screen: what a person would see of what was written, for the codes that this program writes. */
export interface EmulatedScreen {
  readonly write: (text: string) => void;
  /** Every line that was shown, scrolled off or not, without blanks at their ends and empty lines at the end. */
  readonly text: () => string;
  readonly cursorVisible: () => boolean;
  /** Breaks the lines anew, as most terminals do. */
  readonly resize: (columns: number, rows: number) => void;
}

interface Line {
  letters: string[];
  /** Does it go on a line that was too long? */
  readonly goesOn: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const piece = /\u001b\[(\??[\d;]*)([A-Za-z])|[\s\S]/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, where a chunk ends within one
const cutOff = /\u001b(\[[?\d;]*)?$/;

/** An empty screen of this size. */
export function emulatedScreen(columns: number, rows: number): EmulatedScreen {
  let size = { columns, rows };
  let lines: Line[] = [{ letters: [], goesOn: false }];
  let row = 0;
  let column = 0;
  let visible = true;
  let unfinished = '';

  const lineAt = (index: number, goesOn = false): Line => {
    while (lines.length <= index) lines.push({ letters: [], goesOn });
    return lines[index] as Line;
  };
  const put = (letter: string) => {
    if (column >= size.columns) {
      row += 1;
      column = 0;
      lineAt(row, true);
    }
    const { letters } = lineAt(row);
    while (letters.length < column) letters.push(' ');
    letters[column] = letter;
    column += 1;
  };
  const erase = (from: number) => {
    const line = lineAt(row);
    line.letters = line.letters.slice(0, from);
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
    else if (final !== 'm') throw new Error(`The screen does not know the code ${parameters}${final}`);
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
        .map(({ letters }) => letters.join('').trimEnd())
        .join('\n')
        .trimEnd(),
    cursorVisible: () => visible,
    resize: (newColumns, newRows) => {
      const above = lines.slice(0, row + 1);
      const begin = above.findLastIndex(({ goesOn }) => !goesOn);
      const offset = (row - begin) * size.columns + column;
      const cursorLine = above.filter(({ goesOn }) => !goesOn).length - 1;
      const whole = wholeLines(lines);
      lines = whole.flatMap((letters) => brokenLine(letters, newColumns));
      row = whole.slice(0, cursorLine).flatMap((letters) => brokenLine(letters, newColumns)).length;
      row += Math.floor(offset / newColumns);
      column = offset % newColumns;
      size = { columns: newColumns, rows: newRows };
      lineAt(row);
    },
  };
}

function wholeLines(lines: readonly Line[]): string[][] {
  const whole: string[][] = [];
  for (const { letters, goesOn } of lines) {
    if (goesOn) whole.at(-1)?.push(...letters);
    else whole.push([...letters]);
  }
  return whole;
}

function brokenLine(letters: readonly string[], columns: number): Line[] {
  const count = Math.max(1, Math.ceil(letters.length / columns));
  return Array.from({ length: count }, (_, index) => ({
    letters: letters.slice(index * columns, (index + 1) * columns),
    goesOn: index > 0,
  }));
}
