import type { Results } from './results.ts';

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly label: string;
}

interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const width = 720;
const nameWidth = 190;
const barWidth = 380;
const lineHeight = 22;
const titleHeight = 40;

/** The chart in the README: one panel per operation, each with its own scale starting at zero. */
export function chart(results: Results, subject: string): string {
  let y = 0;
  const panels = panelsOf(results).map((panel) => {
    const drawn = drawPanel(panel, y, subject);
    y += titleHeight + panel.bars.length * lineHeight;
    return drawn;
  });
  const { date, versions, machine } = results;
  const note = `Medians, ${date}, Node ${versions.node}, ${machine.processor}, ${machine.cores} cores`;
  const height = y + 40;
  // Colors that are visible on white and on black, because an image does not know the page's theme.
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="How long ${subject} and other generators take">
<style>
text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #7a828c }
.title, .own { font-weight: 600 }
.bar { fill: #98a0aa; fill-opacity: .6 }
.bar.own { fill: #ff5c35; fill-opacity: 1 }
.note { font-size: 11px }
</style>
${panels.join('\n')}
<text class="note" x="0" y="${y + 26}">${escapeXml(note)}</text>
</svg>
`;
}

function drawPanel({ title, bars }: Panel, top: number, subject: string): string {
  const largest = Math.max(...bars.map(({ value }) => value));
  const lines = bars.map(({ name, value, label }, index) => {
    const y = top + titleHeight + index * lineHeight;
    const length = Math.max(1, Math.round((value / largest) * barWidth));
    const own = name === subject ? ' own' : '';
    return `<text class="name${own}" x="${nameWidth - 8}" y="${y + 13}" text-anchor="end">${escapeXml(name)}</text>
<rect class="bar${own}" x="${nameWidth}" y="${y + 2}" width="${length}" height="${lineHeight - 7}" rx="2"/>
<text class="value${own}" x="${nameWidth + length + 8}" y="${y + 13}">${escapeXml(label)}</text>`;
  });
  return `<text class="title" x="0" y="${top + 26}">${escapeXml(title)}</text>\n${lines.join('\n')}`;
}

function panelsOf({ rows, sizes }: Results): readonly Panel[] {
  const timed = rows
    .filter(({ title }) => charted.has(title))
    .map(({ title, results }) => ({
      title: charted.get(title) ?? title,
      bars: results.map(({ name, median }) => ({ name, value: median, label: `${Math.round(median)} ms` })),
    }));
  const bars = sizes.map(({ name, tarballBytes, packages }) => ({
    name,
    value: tarballBytes,
    label: `${Math.round(tarballBytes / 1000)} KB, ${packages} ${packages === 1 ? 'package' : 'packages'}`,
  }));
  return [...timed, { title: 'Download', bars }];
}

/** Operations shown in the chart, with their titles there. */
const charted = new Map([
  ['New project, nothing installed or run', 'New project, without an install'],
  ['Run a function once', 'Run a function once'],
]);

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
