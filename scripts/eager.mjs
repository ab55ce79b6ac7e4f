// Profile of a build: which functions do all ordinary runs need?
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Each in a folder, one after the other: a new project, one more function, and a call. */
const runs = [
  { folder: '.', args: ['app', '--yes', '--no-install', '--no-invoke'] },
  { folder: 'app', args: ['--function', 'another', '--yes', '--no-install', '--no-invoke'] },
  { folder: 'app', args: ['invoke', 'hello'] },
];

/**
 * Has V8 compile the functions that every run needs together with their file. It reads a function that stands alone
 * twice: when the file is loaded, to find its end, and when it is called. One in parentheses it compiles at once, which
 * saves a twentieth of a start; for functions that few runs call that would cost more than it saves.
 *
 * @param {string} root the project
 * @param {string} dist the folder of the finished bundle, which is changed
 */
export async function compileEagerly(root, dist) {
  const place = await mkdtemp(path.join(tmpdir(), 'profile-'));
  try {
    await cp(path.join(root, 'bin'), path.join(place, 'bin'), { recursive: true });
    await cp(dist, path.join(place, 'dist'), { recursive: true });
    for (const [file, functions] of await calledInAll(place)) {
      const chunk = path.join(dist, file);
      await writeFile(chunk, inParentheses(await readFile(chunk, 'utf8'), functions));
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** By file, the functions that each of the runs calls that loads it, each as JSON: name, start and end. */
async function calledInAll(place) {
  const work = path.join(place, 'work');
  await mkdir(work);
  const called = new Map();
  for (const [index, { folder, args }] of runs.entries()) {
    const coverage = path.join(place, `coverage-${index}`);
    const program = path.join(place, 'bin', 'create-hs-function.cjs');
    // Nothing of the shell that builds, so that the same functions are called everywhere.
    const env = { NODE_V8_COVERAGE: coverage, LC_ALL: 'C.UTF-8' };
    await promisify(execFile)(process.execPath, [program, ...args], { cwd: path.join(work, folder), env });
    for (const [file, functions] of await calledIn(coverage, path.join(place, 'dist'))) {
      const others = called.get(file);
      called.set(file, others?.filter((one) => functions.includes(one)) ?? functions);
    }
  }
  return called;
}

async function calledIn(coverage, dist) {
  const files = await readdir(coverage);
  const texts = await Promise.all(files.map((file) => readFile(path.join(coverage, file), 'utf8')));
  return texts
    .flatMap((text) => JSON.parse(text).result)
    .map(({ url, functions }) => [url.startsWith('file:') ? fileURLToPath(url) : '', functions])
    .filter(([file]) => path.dirname(file) === dist)
    .map(([file, functions]) => [
      path.basename(file),
      calledAtTop(functions).map((one) => JSON.stringify(one)),
    ]);
}

/** Functions that are called and stand in no other; V8 lists the one around before those in it, the file's own first. */
function calledAtTop([, ...functions]) {
  let end = 0;
  const atTop = functions.filter(({ ranges: [range] }) => {
    const isWithin = range.endOffset <= end;
    end = Math.max(end, range.endOffset);
    return !isWithin;
  });
  return atTop
    .filter(({ ranges: [range] }) => range.count > 0)
    .map(({ functionName, ranges: [range] }) => [functionName, range.startOffset, range.endOffset]);
}

/** Declarations become variables at the top, where they were hoisted to before. */
function inParentheses(code, functions) {
  const eager = functions
    .map((one) => JSON.parse(one))
    .map(([name, start, end]) => ({ name, start, end, text: code.slice(start, end) }))
    .filter(({ name, text }) =>
      new RegExp(`^(async )?function\\*? ?${name.replaceAll('$', '\\$')}\\(`).test(text),
    );
  const variables = eager.map(({ name, text }) => `var ${name}=(${text});`);
  const ends = [0, ...eager.map(({ end }) => end)];
  const rest = ends.map((end, index) => code.slice(end, eager[index]?.start));
  return variables.join('') + rest.join('');
}
