import { type Cell, textOf } from './screen.ts';

export interface Caption {
  readonly title: string;
  /** A description of the picture for people who cannot see it. */
  readonly description: string;
}

/** Sizes in pixels. A character is as wide as in most monospaced fonts; lines are fitted to this width with any font. */
const letter = { width: 8.4, size: 14, line: 17 };
const margin = 20;
const titleBar = 36;

/**
 * How terminal styles look on a dark background. The picture has its own background, because it appears on pages of any
 * color.
 */
const looks: Readonly<Record<number, string>> = {
  1: 'font-weight:bold;fill:#fff',
  2: 'fill-opacity:.65',
  31: 'fill:#ff7b72',
  32: 'fill:#56d364',
  33: 'fill:#e3b341',
  34: 'fill:#79c0ff',
  35: 'fill:#d2a8ff',
  36: 'fill:#56d4dd',
  90: 'fill:#8b949e',
};

/** An SVG of a terminal window with these lines. It does not load anything. */
export function picture(lines: readonly (readonly Cell[])[], columns: number, caption: Caption): string {
  const width = Math.ceil(columns * letter.width) + 2 * margin;
  const height = titleBar + lines.length * letter.line + margin;
  const marks = [...new Set(lines.flat().flatMap((cell) => cell.marks))].sort((a, b) => a - b);
  const buttons = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, index) => `<circle cx="${margin + 6 + index * 20}" cy="18" r="6" fill="${colour}"/>`,
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" xml:space="preserve" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(caption.title)}</title>`,
    `<desc id="description">${escaped(caption.description)}</desc>`,
    `<style>text{font:${letter.size}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;fill:#e6edf3;white-space:pre}${marks.map(ruleOf).join('')}</style>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="#161b22" stroke="#484f58"/>`,
    buttons.join(''),
    ...lines.flatMap(drawnLine),
    '</svg>',
  ].join('\n')}\n`;
}

function ruleOf(mark: number): string {
  const look = looks[mark];
  if (look === undefined) throw new Error(`The picture does not know how the mark ${mark} looks.`);
  return `.m${mark}{${look}}`;
}

function drawnLine(line: readonly Cell[], index: number): string[] {
  const { length } = textOf(line);
  if (length === 0) return [];
  const y = titleBar + (index + 1) * letter.line - 4;
  const fitted = `textLength="${(length * letter.width).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
  return [
    `<text x="${margin}" y="${y}" ${fitted}>${runs(line.slice(0, length)).map(drawnRun).join('')}</text>`,
  ];
}

/** Groups adjacent cells with equal styles. */
function runs(line: readonly Cell[]): Cell[][] {
  const found: Cell[][] = [];
  for (const cell of line) {
    const last = found.at(-1);
    if (String(last?.[0]?.marks) === String(cell.marks)) last?.push(cell);
    else found.push([cell]);
  }
  return found;
}

function drawnRun(cells: readonly Cell[]): string {
  const text = escaped(cells.map((cell) => cell.letter).join(''));
  const classes = cells[0]?.marks.map((mark) => `m${mark}`).join(' ') ?? '';
  return classes === '' ? text : `<tspan class="${classes}">${text}</tspan>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
