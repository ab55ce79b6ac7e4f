import type { MeasuredRow, Result } from './measure.ts';
import type { Results } from './results.ts';

const columns = ['', 'median', 'min', 'max', '× floor', '× this'] as const;

/** The results as a table for the terminal. */
export function terminalTable({ rows, sizes }: Results, subject: string): string {
  const lines = rows.flatMap((row) => [
    '',
    row.title,
    ...row.results.map((result) => cells(result, row, subject)).map(aligned),
  ]);
  const sizeLines = sizes.map(
    (size) =>
      `  ${size.name.padEnd(36)}${kilobytes(size.tarballBytes).padStart(10)}${String(size.packages).padStart(8)}`,
  );
  return [aligned(columns), ...lines, '', 'Tarball, packages', ...sizeLines, ''].join('\n');
}

function aligned([name = '', ...figures]: readonly string[]): string {
  return `  ${name.padEnd(36)}${figures.map((figure) => figure.padStart(10)).join('')}`;
}

/** The text of RESULTS.md: what was measured, where and when, and how to repeat it. */
export function markdown(results: Results, subject: string): string {
  const { date, runs, machine, versions, rows, sizes } = results;
  const table = rows.flatMap((row) =>
    row.results.map((result, index) => {
      const [name = '', ...figures] = cells(result, row, subject);
      const bold = name.startsWith(subject) ? `**${name}**` : name;
      return `| ${index === 0 ? row.title : ''} | ${bold} | ${figures.join(' | ')} |`;
    }),
  );
  return `# Benchmark

Measured on ${date} with Node ${versions.node} and npm ${versions.npm} on ${machine.processor} (${machine.cores} cores, ${machine.system}),
from the packed tarball. Each program ran ${runs} times, all programs of an operation in turn, after one round that
does not count. "× floor" divides a median by that of the first line of its operation, "× this" by that of ${subject}.

To repeat it: \`npm run bench\`

![Chart](chart.svg)

${summary(results, subject)}

| operation | program | median | min | max | × floor | × this |
|---|---|---:|---:|---:|---:|---:|
${table.join('\n')}

| what \`npm create\` downloads | tarball | packages |
|---|---:|---:|
${sizes.map((size) => `| ${size.name === subject ? `**${subject}**` : size.name} | ${kilobytes(size.tarballBytes)} | ${size.packages} |`).join('\n')}

Versions: ${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.
`;
}

/** Compares each operation with the baseline and with the fastest other program, as a Markdown table. */
function summary({ rows, sizes }: Results, subject: string): string {
  const lines = rows.flatMap(({ title, results }) => {
    const own = results.find(({ name }) => name.startsWith(subject));
    const [peer] = results
      .slice(1)
      .filter(({ name }) => !name.startsWith(subject) && !/^(JSON|two empty)/.test(name))
      .sort((one, other) => one.median - other.median);
    if (own === undefined) return [];
    const against =
      peer === undefined
        ? ' | '
        : `${peer.name} ${peer.ratio.toFixed(2)} | ${(own.median / peer.median).toFixed(2)}`;
    return [`| ${title} | ${milliseconds(own.median)} | ${own.ratio.toFixed(2)} | ${against} |`];
  });
  const tarballs = sizes.map(({ name, tarballBytes }) => `${name} ${kilobytes(tarballBytes)}`).join(', ');
  return `| Operation | Median | × floor | Nearest other, × floor | This ÷ other |
| --- | ---: | ---: | --- | ---: |
${lines.join('\n')}

The floor is an empty Node process, or the same step with an empty program. Tarballs: ${tarballs}.`;
}

/** The sentence in the README about the two operations that people wait for. */
export function sentence({ date, rows }: Results, subject: string): string {
  const medianOf = (title: string, name: string) => {
    const results = rows.find((row) => row.title.startsWith(title))?.results ?? [];
    return milliseconds(results.find((result) => result.name.startsWith(name))?.median ?? Number.NaN);
  };
  const create = medianOf('New project', subject);
  const floor = medianOf('New project', 'empty Node process');
  return `Creating a project takes ${create} and running a function once ${medianOf('Run a function once', subject)}, of which an empty Node.js process takes ${floor}
([all figures](bench/RESULTS.md), measured on ${date}).`;
}

function cells(result: Result, { results }: MeasuredRow, subject: string): readonly string[] {
  const own = results.find(({ name }) => name.startsWith(subject));
  return [
    result.name,
    milliseconds(result.median),
    milliseconds(result.minimum),
    milliseconds(result.maximum),
    result.ratio.toFixed(2),
    own === undefined ? '' : (result.median / own.median).toFixed(2),
  ];
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
