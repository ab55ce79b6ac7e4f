import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { picture } from './picture.ts';
import { emptyFolder, program } from './program.ts';
import { keys, startSession } from './pty.ts';
import { type Cell, emulatedScreen, textOf } from './screen.ts';

const size = { columns: 80, rows: 100 };

/** The questions, and what is typed before Enter. */
const talk = [
  ['What should the function do?', ''],
  ['Function name?', ''],
  ['App name?', ''],
  ['Which secrets does it read?', ''],
  ['Who may call it?', ''],
  ['Create these files?', ''],
] as const;

const caption = {
  title: 'A run of npm create hs-function',
  description:
    'A terminal. Questions with their answers; the files of the new app as a tree; then the new function, run once: its log line, its status and its response.',
};

describe('the picture in the README', () => {
  test('shows a run of the current program (`npm run picture` redraws it)', async () => {
    const shown = emulatedScreen(size.columns, size.rows);
    shown.write(withFixedTimes(await recordedRun()));
    const lines = withoutEnd(shown.cells().filter(isInEveryRun));
    const svg = picture(lines, size.columns, caption);
    await expect(svg).toMatchFileSnapshot(path.join(import.meta.dirname, '../docs/run.svg'));
    expect(Buffer.byteLength(svg)).toBeLessThan(30_000);
  });

  test('keeps characters with a meaning in XML, and colors', () => {
    const shown = emulatedScreen(size.columns, size.rows);
    shown.write('a \u001b[1;31m<b> &\u001b[22m c\u001b[39m d');
    expect(picture(shown.cells(), size.columns, caption)).toContain(
      '>a <tspan class="m1 m31">&lt;b> &amp;</tspan><tspan class="m31"> c</tspan> d</text>',
    );
  });
});

/** Everything that the session wrote to the terminal. */
async function recordedRun(): Promise<string> {
  const session = startSession(
    `printf '$ npm create hs-function@latest\\n'; "$@"`,
    [process.execPath, program()],
    { cwd: emptyFolder(), ...size },
  );
  for (const [title, answer] of talk) {
    await session.see(`◆  ${title}`);
    session.type(answer, keys.enter);
  }
  expect(await session.code()).toBe(0);
  return session.raw();
}

/** Replaces the time and the durations, which differ in every run, by fixed ones. */
function withFixedTimes(written: string): string {
  return written
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-23T18:04:48.871Z')
    .replace(/Execution Time: \d+ms/g, 'Execution Time: 2ms');
}

/** The line about the running function only appears if the machine is so busy that running takes a while. */
function isInEveryRun(line: readonly Cell[]): boolean {
  return !/^✔ Running hello/.test(textOf(line));
}

/** Leaves out the command that repeats the run. */
function withoutEnd(lines: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const end = lines.findIndex((line) => textOf(line).startsWith('To repeat this'));
  return lines.slice(0, end - 1);
}
