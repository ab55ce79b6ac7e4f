import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shape, shapeOf } from './new-project.ts';
import { lineIn } from './processes.ts';
import { emptyFolder, filesOf, program, run, writeFiles } from './program.ts';
import { legacyApp, registry } from './project-shapes.ts';
import { keys, type Session, type SessionOptions, startProgram, startSession } from './pty.ts';

/**
 * Every question for a new project with an endpoint: the text that shows it was asked, an answer, and how the answer is
 * shown.
 */
const questions = [
  { title: 'What should the function do?', answer: keys.down + keys.up, shown: '● hello' },
  { title: 'Function name?', answer: 'orders', shown: 'orders' },
  { title: 'App name?', answer: 'My Shop', shown: 'My Shop' },
  { title: 'Which secrets does it read?', answer: 'API_KEY B', shown: 'API_KEY B' },
  { title: 'Who may call it?', answer: keys.down, shown: '● Anyone with the URL' },
  { title: 'Endpoint path?', answer: '/api/orders', shown: '/api/orders' },
  { title: 'Which HTTP methods', answer: keys.down + keys.space, shown: '◼ POST' },
  { title: 'Which platform version?', answer: '', shown: '● 2023.2' },
] as const;

const reviewTitle = 'Create these files?';

/** Answers questions up to one that is left open; by default, all of them up to the review. */
async function answerUpTo(session: Session, open = reviewTitle): Promise<void> {
  for (const { title, answer } of questions) {
    await session.see(`◆  ${title}`);
    if (title === open) return;
    session.type(answer, keys.enter);
  }
  await session.see(`◆  ${reviewTitle}`);
}

/** Accepts the default of each of these questions. */
async function pressEnterAt(session: Session, titles: readonly string[]): Promise<void> {
  for (const title of titles) {
    await session.see(`◆  ${title}`);
    session.type(keys.enter);
  }
}

/** Matches a text even if it is wrapped at spaces. */
function brokenAnywhere(text: string): RegExp {
  const words = text.split(' ').map((word) => word.replace(/[.?"]/g, '\\$&'));
  return new RegExp(words.join('\\s+'));
}

function withoutColour(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are what is looked for
  return text.replace(/\u001b\[\d+m/g, '');
}

/** A session in an empty folder. */
function startTalk(options: Partial<SessionOptions> = {}, args: readonly string[] = []) {
  const folder = emptyFolder();
  return { folder, session: startProgram(args, { cwd: folder, ...options }) };
}

/** A folder with a project that has one function, `sync`, with a secret and an endpoint. */
async function projectFolder(): Promise<string> {
  const folder = emptyFolder();
  const flags = ['--function', 'sync', '--secret', 'STRIPE_KEY', '--endpoint', 'api/sync'];
  const made = await run(folder, ['.', ...flags, '--no-invoke', '--yes']);
  expect(made.code, made.stderr).toBe(0);
  return folder;
}

describe('a talk about a new project', () => {
  test('asks one question after another, shows the plan, and creates what was answered', async () => {
    const { folder, session } = startTalk();
    await answerUpTo(session);
    expect(session.screen()).toContain('+ orders.js');
    expect(filesOf(folder)).toEqual({});
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    const files = filesOf(path.join(folder, 'my-shop'));
    expect(JSON.parse(files['src/app/app.functions/serverless.json'] ?? '')).toEqual({
      appFunctions: {
        orders: {
          file: 'orders.js',
          secrets: ['API_KEY', 'B'],
          endpoint: { path: 'api/orders', method: ['GET', 'POST'] },
        },
      },
    });
    expect(JSON.parse(files['src/app/app.json'] ?? '')).toMatchObject({ name: 'My Shop', uid: 'my-shop' });
    expect(session.screen()).toMatch(/SUCCESS - Execution Time/);
    expect(session.cursorVisible()).toBe(true);
  });

  test("takes six presses of Enter from the first question to a function's answer", async () => {
    const { folder, session } = startTalk();
    await session.see(/┌ {2}create-hs-function \d+\.\d+\.\d+ · new app\n/);
    await pressEnterAt(session, [
      'What should the function do?',
      'Function name?',
      'App name?',
      'Which secrets does it read?',
      'Who may call it?',
      reviewTitle,
    ]);
    expect(await session.code(), session.screen()).toBe(0);
    const end = session.screen().split('└  Creating 12 files in my-app\n')[1]?.split('\n[code 0]')[0] ?? '';
    expect(end).toMatch(
      /^✔ Created my-app: 12 files .*"message": "Hello, Ada!".*Next steps.*To repeat this/s,
    );
    expect(end.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
    expect(shapeOf(path.join(folder, 'my-app'))).toEqual(shape);
  });

  test('keeps input that was not submitted', async () => {
    const { session } = startTalk();
    await session.see('◆  What should the function do?');
    await pressEnterAt(session, ['What should', 'Function name?', 'App name?', 'Which secrets']);
    await session.see('◆  Who may call it?');
    session.type(keys.down);
    await session.see('● Anyone with the URL');
    session.type(keys.escape);
    await session.see('◆  Which secrets');
    session.type('API_KEY', keys.enter);
    await session.see(/◆ {2}Who may call it\?\n.*\n.*\n.*● Anyone with the URL/);
    session.type(keys.enter);
    await session.see('◆  Endpoint path?');
    session.type('a/b', keys.escape);
    await session.see('◆  Who may call it?');
    session.type(keys.enter);
    await session.see(/◆ {2}Endpoint path\?\n.*\n.*a\/b/);
    session.type(keys.enter);
    await session.see('◆  Which HTTP methods');
    session.type(keys.space + keys.down + keys.space, keys.escape);
    await session.see('◆  Endpoint path?');
    session.type(keys.enter);
    await session.see(/◻ GET\n.*◼ POST/);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test('reports a conflict at the question that causes it', async () => {
    const { folder, session } = startTalk();
    mkdirSync(path.join(folder, 'shop/src/app'), { recursive: true });
    writeFileSync(path.join(folder, 'shop/src/app/app.json'), '{"name":"Another"}');
    await answerUpTo(session, 'App name?');
    session.type('Shop', keys.enter);
    await session.see(/Error: .*src\/app\/app\.json[\s\S]*◆ {2}App name\?\n.*\n.*Shop/);
    session.type('2', keys.enter);
    await session.see('◆  Which secrets');
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test('goes back to the first question, each with its former answer, and forward again', async () => {
    const { folder, session } = startTalk();
    await answerUpTo(session);
    for (const { title, shown } of questions.toReversed()) {
      session.type(keys.escape);
      await session.see(new RegExp(`◆  ${title.replace('?', '\\?')}`));
      await session.see(shown);
    }
    expect(session.screen()).toMatch(
      /cancel\n│\n◆ {2}What should the function do\?\n│ {2}A starting .*\n│ {2}● hello/,
    );
    session.type(keys.enter);
    await session.see('◆  Function name?');
    expect(session.screen()).toContain('◇  What should the function do?\n│  hello');
    await pressEnterAt(session, [...questions.slice(1).map(({ title }) => title), reviewTitle]);
    expect(await session.code()).toBe(0);
    expect(readdirSync(folder)).toEqual(['my-shop']);
  });

  const everyPlace = [...questions.map(({ title }) => title), reviewTitle];

  test.each(everyPlace)('Ctrl-C at "%s" exits with 130, and leaves no trace', async (title) => {
    const folder = emptyFolder();
    const session = startSession('"$@"; echo "it ended with $?"; stty -a', [process.execPath, program()], {
      cwd: folder,
    });
    await answerUpTo(session, title);
    session.type(keys.ctrlC);
    await session.code();
    expect(session.screen()).toContain('it ended with 130');
    expect(session.screen()).toMatch(/ icanon .* echo /s);
    expect(session.cursorVisible()).toBe(true);
    expect(filesOf(folder)).toEqual({});
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(everyPlace)(
    '16,000 characters pasted at "%s" leave it open, and Ctrl-C still works',
    async (title) => {
      const { folder, session } = startTalk();
      await answerUpTo(session, title);
      session.type('a'.repeat(16_000), keys.ctrlC);
      expect(await session.code(), session.screen()).toBe(130);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('a bracketed paste is only text, and bracketed paste is only enabled while a question is open', async () => {
    const { session } = startTalk();
    await answerUpTo(session, 'Function name?');
    session.type(`\u001b[200~${'\u001b[<0;10;10M\u001b[A\t\r'.repeat(400)}pasted\r\n\u001b[201~`);
    await session.see('pasted█');
    session.type(keys.clear, keys.ctrlC);
    expect(await session.code()).toBe(130);
    expect(session.raw().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(
      session.raw().lastIndexOf('\u001b[?2004h'),
    );
  });

  test('pasted lines answer one question, not those that follow', async () => {
    const { session } = startTalk();
    await answerUpTo(session, 'Function name?');
    session.type('first\rsecond\rthird\r');
    await session.see('▲  Function name?');
    await session.see('first second third');
  });

  test.each([
    ['the end of input', (session: Session) => session.type(keys.ctrlD), 130],
    ['SIGINT', (session: Session) => session.signal('SIGINT'), 130],
    ['SIGTERM', (session: Session) => session.signal('SIGTERM'), 143],
    ['SIGHUP', (session: Session) => session.signal('SIGHUP'), 143],
  ])('%s at a question cancels, and nothing is written', async (_name, leave, code) => {
    for (const env of [{}, { ACCESSIBLE: '1' }]) {
      const { folder, session } = startTalk({ env });
      await session.see('What should the function do?');
      leave(session);
      expect(await session.code(), session.screen()).toBe(code);
      expect(session.cursorVisible()).toBe(true);
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('closing the terminal cancels too, and nothing is written', async () => {
    for (const env of [{}, { ACCESSIBLE: '1' }]) {
      const file = path.join(emptyFolder(), 'code');
      const folder = emptyFolder();
      const line = `"$@"; echo "$?." > '${file}'`;
      const session = startSession(line, [process.execPath, program()], { cwd: folder, env });
      await session.see('What should the function do?');
      session.hangUp();
      expect([130, 143]).toContain(Number.parseInt(await lineIn(file), 10));
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test.each([
    ['Function name?', 'nul', 'nul-function'],
    ['Which secrets does it read?', 'a-b', 'A_B'],
    ['Endpoint path?', 'a?b=c', 'Try a.'],
  ])(
    'at "%s", %s is refused while it is typed, and Enter does not take it',
    async (title, wrong, proposal) => {
      const { session } = startTalk();
      await answerUpTo(session, title);
      session.type(wrong);
      await session.see(`${wrong}█`);
      session.type(keys.enter);
      for (const text of [`▲  ${title}`, proposal]) await session.see(brokenAnywhere(text));
      const position = questions.findIndex((question) => question.title === title);
      session.type(keys.clear, questions[position]?.answer ?? '', keys.enter);
      await session.see(`◆  ${questions[position + 1]?.title}`);
    },
  );

  test('Ctrl-C right after Escape cancels too', async () => {
    const { session } = startTalk();
    await answerUpTo(session, 'Function name?');
    session.type(keys.escape + keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test('Ctrl-Z gives the shell its cursor back, and fg the question', async () => {
    const line = 'set -m; "$@"; echo "it stopped"; read _; fg > /dev/null';
    const session = startSession(line, [process.execPath, program()], { cwd: emptyFolder() });
    await answerUpTo(session, 'Function name?');
    expect(session.cursorVisible()).toBe(false);
    session.type('half');
    await session.see('half█');
    session.type(keys.ctrlZ);
    await session.see('it stopped');
    expect(session.cursorVisible()).toBe(true);
    session.type(keys.enter);
    await session.see(/it stopped.*◆ {2}Function name\?.*half/s);
    expect(session.cursorVisible()).toBe(false);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
    expect(session.cursorVisible()).toBe(true);
  });

  test('at least one method must be chosen', async () => {
    const { session } = startTalk();
    await answerUpTo(session, 'Which HTTP methods');
    session.type(keys.space, keys.enter);
    await session.see('Select at least one.');
    session.type(keys.space, keys.enter);
    await session.see('◆  Which platform version?');
  });

  test('asks only what no option says', async () => {
    const { session } = startTalk({}, ['./shop', '--template', 'contact']);
    await session.see('new app in ./shop');
    await pressEnterAt(session, [
      'Function name?',
      'Which secrets',
      'Who may call it?',
      'Which platform version?',
    ]);
    await session.see(`◆  ${reviewTitle}`);
    for (const never of ['App name?', 'What should the function do?']) {
      expect(session.screen()).not.toContain(never);
    }
    expect(session.screen()).toMatch(/│ {2}app +shop\n/);
  });

  test('unusable values are reported before the first question', async () => {
    const { session } = startTalk({}, ['--template', 'nothing', '--secret', 'a b']);
    expect(await session.code()).toBe(2);
    expect(session.screen()).not.toContain('◆');
    expect(session.screen()).toMatch(/--template.*--secret/s);
  });
});

describe('the review', () => {
  test('shows every answer, and lets one be changed', async () => {
    const { folder, session } = startTalk({}, ['--app', 'shop', '--platform', '2026.09']);
    await pressEnterAt(session, ['What should the', 'Function name?', 'Which secrets', 'Who may call it?']);
    await session.see(`◆  ${reviewTitle}`);
    expect(session.screen()).toMatch(/│ {2}template +hello\n│ {2}function +hello\n│ {2}app +shop\n/);
    session.type(keys.down, keys.enter);
    await session.see('◆  Which answer?');
    session.type(keys.down, keys.down, keys.enter);
    await session.see('◆  App name?');
    session.type('2', keys.enter);
    await session.see(/app +shop2[\s\S]*◆ {2}Create these files\?/);
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    expect(readdirSync(folder)).toEqual(['shop2']);
  });

  test('offers a version that HubSpot builds one key away', async () => {
    const { folder, session } = startTalk({}, [
      'shop',
      '--template',
      'hello',
      '--function',
      'f',
      '--secret',
      '',
    ]);
    await pressEnterAt(session, ['Who may call it?', 'Which platform version?']);
    await session.see(
      /platform +2023\.2 – no longer supported[\s\S]*○ Use 2026\.09 instead \(HubSpot builds it\)/,
    );
    session.type(keys.down, keys.enter);
    await session.see(/platform +2026\.09[\s\S]*◆ {2}Create these files\?/);
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    expect(filesOf(folder)['shop/hsproject.json']).toContain('2026.09');
  });

  test('previews files, goes back from its lists, and cancels with nothing written', async () => {
    const everything = ['--app', 'shop', '--function', 'f', '--template', 'hello', '--platform', '2026.09'];
    const { folder, session } = startTalk({}, [
      ...everything,
      '--secret',
      'A',
      '--no-token',
      '--endpoint',
      'x',
      '--method',
      'GET',
    ]);
    await session.see(`◆  ${reviewTitle}`);
    session.type(keys.up, keys.up, keys.enter);
    await session.see('◆  Which file?');
    session.type(keys.escape);
    await session.see(`◆  ${reviewTitle}`);
    session.type(keys.up, keys.up, keys.enter);
    await session.see('◆  Which file?');
    session.type(keys.up, keys.up, keys.enter);
    await session.see(/│ {4}"method": "GET"[\s\S]*◆ {2}Create these files\?/);
    session.type(keys.up, keys.enter);
    expect(await session.code()).toBe(130);
    expect(existsSync(path.join(folder, 'shop'))).toBe(false);
  });
});

describe('a talk in a project', () => {
  test('shows what exists, and refuses what is taken', async () => {
    const folder = await projectFolder();
    const session = startProgram([], { cwd: folder });
    await session.see(/· adding to \S+ · 2023\.2 · 1 function\n/);
    await pressEnterAt(session, ['What should the function do?']);
    await session.see('Already in this project: sync');
    session.type('SYNC');
    await session.see('That name is taken by');
    session.type(keys.clear, 'list', keys.enter);
    await session.see('Already used here (enter one to reuse it): STRIPE_KEY');
    session.type('STRIPE_KEY', keys.enter);
    await session.see('◆  Who may call it?');
    session.type(keys.down, keys.enter);
    await session.see('Already taken here: api/sync');
    session.type('/api/sync');
    await session.see('That path is taken by sync');
    session.type(keys.escape);
    await session.see('◆  Who may call it?');
    session.type(keys.up, keys.enter);
    await session.see(/HubSpot no longer builds 2023\.2[\s\S]*◆ {2}Make these changes\?/);
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    const config = JSON.parse(filesOf(folder)['src/app/app.functions/serverless.json'] ?? '');
    expect(config.appFunctions.list).toEqual({ file: 'list.js', secrets: ['STRIPE_KEY'] });
  });

  test('opens a list that is shown as a count, and shows the requested diff in color', async () => {
    const folder = emptyFolder();
    const names = Array.from({ length: 13 }, (_, index) => `job-${index}`);
    const answers = path.join(emptyFolder(), 'answers.json');
    writeFileSync(answers, JSON.stringify({ functions: names.map((name) => ({ function: name })) }));
    const made = await run(folder, ['.', '--answers', answers, '--no-invoke', '--no-install', '--yes']);
    expect(made.code, made.stderr).toBe(0);
    const session = startProgram(['--diff'], { cwd: folder, rows: 200 });
    await pressEnterAt(session, ['What should the function do?']);
    await session.see('Already in this project: 13 names. Enter ? to list them.');
    session.type('?', keys.enter);
    await session.see(/job-0, [\s\S]*job-12\n[\s\S]*◆ {2}Function name\?/);
    session.type('zeta', keys.enter);
    await pressEnterAt(session, ['Which secrets', 'Who may call it?']);
    await session.see(/@@ \S+ \S+ @@\n[\s\S]*◆ {2}Make these changes\?/);
    expect(session.raw()).toContain('\u001b[32m+    "zeta": {');
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    expect(session.screen().match(/\+\+\+ b\/.*serverless\.json/g)).toHaveLength(1);
  });

  test('hides values of .env that occur in other files, in diffs and in previews', async () => {
    const folder = await projectFolder();
    const config = 'src/app/app.functions/serverless.json';
    const value = 'wonderful-umbrella-weather';
    const shown = JSON.parse(filesOf(folder)[config] ?? '');
    shown.appFunctions.sync.note = value;
    writeFiles(folder, {
      [config]: JSON.stringify(shown, null, 2),
      'src/app/app.functions/.env': `STRIPE_KEY=${value}\n`,
    });
    const session = startProgram(['--diff'], { cwd: folder, rows: 200 });
    await pressEnterAt(session, ['What should the function do?', 'Function name?']);
    await pressEnterAt(session, ['Which secrets', 'Who may call it?']);
    await session.see(/"note": "\*{3}"[\s\S]*◆ {2}Make these changes\?/);
    session.type(keys.up, keys.up, keys.enter);
    await session.see('◆  Which file?');
    session.type(keys.enter);
    await session.see(/Which file\?[\s\S]*"note": "\*{3}"[\s\S]*◆ {2}Make these changes\?/);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
    expect(session.raw()).not.toContain(value);
  });

  test('takes several functions in one go', async () => {
    const folder = await projectFolder();
    const session = startProgram([], { cwd: folder });
    for (const [name, prefix] of [
      ['one', ''],
      ['two', 'Function 2: '],
    ] as const) {
      await pressEnterAt(session, [`${prefix}What should the function do?`]);
      await session.see(`◆  ${prefix}Function name?`);
      session.type(name, keys.enter);
      const named = prefix === '' ? '' : 'two: ';
      await pressEnterAt(session, [`${named}Which secrets`, `${named}Who may call it?`]);
      await session.see('◆  Make these changes?');
      if (name === 'one') session.type(keys.down, keys.down, keys.enter);
    }
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    const files = filesOf(folder);
    const config = JSON.parse(files['src/app/app.functions/serverless.json'] ?? '');
    expect(Object.keys(config.appFunctions)).toEqual(['sync', 'one', 'two']);
  });
});

test('a project with several functions folders is named before it asks which', async () => {
  const folder = emptyFolder();
  const registries = {
    'src/app/a.functions/serverless.json': registry({}),
    'src/app/b.functions/serverless.json': registry({}),
  };
  writeFiles(path.join(folder, 'shop'), { ...legacyApp, ...registries });
  const session = startProgram([], { cwd: path.join(folder, 'shop') });
  await session.see('◆  Which functions folder?');
  expect(session.screen()).toMatch(/┌ {2}create-hs-function \S+ · adding to shop\n/);
  session.type(keys.ctrlC);
  expect(await session.code()).toBe(130);
});

test('Escape does not end the run at the first question, goes back at the review, and loses no input', async () => {
  const folder = emptyFolder();
  writeFiles(folder, {
    'w.functions/serverless.json': JSON.stringify({ endpoints: { today: { method: 'GET', file: 'a.js' } } }),
    'w.functions/a.js': 'exports.main = (context, send) => send({ statusCode: 200, body: 1 });',
  });
  const session = startProgram(['migrate', '--from', 'w.functions', '--no-invoke'], { cwd: folder });
  await session.see('◆  What is the new app called?');
  session.type('Weather two', keys.escape);
  await session.see('Weather two█');
  session.type(keys.enter);
  await session.see('◆  Make these changes?');
  session.type(keys.escape);
  await session.see('Weather two█');
  session.type(' b', keys.enter);
  await session.see('◆  Make these changes?');
  session.type(keys.enter);
  expect(await session.code(), session.screen()).toBe(0);
  expect(readFileSync(path.join(folder, 'hsproject.json'), 'utf8')).toContain('weather-two-b');
});

describe('a folder with several projects', () => {
  /** A folder with the projects `one` and `two`, each with the functions `a` and `b`. */
  function twoProjects(): string {
    const folder = emptyFolder();
    const functions = { a: { file: 'a.js' }, b: { file: 'a.js' } };
    for (const name of ['one', 'two']) {
      const files = {
        ...legacyApp,
        'src/app/app.functions/serverless.json': registry(functions),
        'src/app/app.functions/a.js': 'exports.main = async () => 1;',
      };
      writeFiles(path.join(folder, name), files);
    }
    return folder;
  }

  test.each([
    ['a function is added', [], '◆  What should the function do?', ' adding to shop · 2023.2 · 2 functions'],
    ['a function is run', ['invoke'], '◆  Which function?', '◆  Which function?'],
  ])('is asked about in the frame in which %s, and Ctrl-C closes it', async (_what, args, next, shown) => {
    const session = startProgram(args, { cwd: twoProjects() });
    await session.see('◆  Which project?');
    session.type(keys.escape);
    await session.see('◆  Which project?');
    session.type(keys.down);
    await session.see('● two/');
    session.type(keys.enter);
    await session.see(next);
    expect(session.screen()).toContain(shown);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
    expect(session.screen().match(/[┌└]/g)).toEqual(['┌', '└']);
    expect(session.screen()).toMatch(/\n└\nCancelled\. Nothing was written\.\n/);
  });

  test('is asked about, and the command that repeats the run names the chosen one', async () => {
    const folder = twoProjects();
    const args = ['--function', 'late', '--template', 'hello', '--no-install', '--no-invoke'];
    const session = startProgram(args, { cwd: folder });
    await session.see('◆  Which project?');
    session.type(keys.down);
    await session.see('● two/');
    session.type(keys.enter);
    await pressEnterAt(session, ['Which secrets does it read?', 'Who may call it?', 'Make these changes?']);
    expect(await session.code(), session.screen()).toBe(0);
    const [, repeated = ''] = /npm create hs-function@\S+ (.+)/.exec(session.screen()) ?? [];
    expect(repeated).toMatch(/^two -- .*--function late/);
  });

  test('is asked about, and what the function answers is below the frame', async () => {
    const session = startProgram(['invoke'], { cwd: twoProjects() });
    await session.see('◆  Which project?');
    session.type(keys.enter);
    await session.see('◆  Which function?');
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    expect(session.screen()).toMatch(/◇ {2}Which function\?\n│ {2}a\n└\n(?:Note: .*\n(?:\(.*\n)*)?a\n/);
  });
});

describe('any terminal', () => {
  test('that is narrow wraps texts at spaces, but not commands and JSON', async () => {
    const folder = await projectFolder();
    const columns = 40;
    for (const args of [
      ['app', '--yes', '--no-install'],
      ['invoke', 'sync'],
      ['check'],
      ['dev', '--help'],
      ['invok'],
    ]) {
      const session = startProgram(args, { cwd: folder, columns });
      await session.code();
      const told = withoutColour(session.raw()).split(/\r?\n/);
      const long = told.filter((line) => line.length > columns && !line.includes('\r'));
      const kept = long.filter((line) => /^ *(?:\d\. )?(?:npm|npx|cd|create-hs-function) |^ *"/.test(line));
      expect(long).toEqual(kept);
    }
  });

  test.each([
    [80, '│  ● 2023.2 – no longer supported: uploads fail, deployed functions keep running\n│  ○ 2025.1'],
    [
      40,
      '│  ● 2023.2 – no longer supported:\n│    uploads fail, deployed functions\n│    keep running\n│  ○ 2025.1',
    ],
  ])('of %i columns has a short line for each platform version', async (columns, shown) => {
    const given = ['--app', 'a', '--template', 'hello', '--function', 'f', '--secret', '', '--endpoint', ''];
    const { session } = startTalk({ columns }, given);
    await session.see(shown);
    session.type(keys.enter);
    await session.see(/│ {2}platform {9}2023\.2 – no longer.*\n│ {19}\S/);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test.each([40, 80, 200])('of %i columns shows every line whole', async (columns) => {
    const { session } = startTalk({ columns, rows: 70 });
    await answerUpTo(session);
    for (const line of session.screen().split('\n'))
      expect([...line].length, line).toBeLessThanOrEqual(columns);
    // The terminal itself did not wrap anything: each line starts with a symbol drawn at the left edge.
    for (const line of session.screen().split('\n')) expect(line).toMatch(/^[┌│◇◆└]/);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test.each([40, 60, 80])('of %i columns keeps each mark on the line of its file', async (columns) => {
    const session = startProgram(['app', '--yes', '--no-install', '--no-invoke'], {
      cwd: emptyFolder(),
      columns,
    });
    expect(await session.code()).toBe(0);
    expect(session.screen()).toContain('+ .env.example');
    expect(session.screen()).not.toMatch(/[+~]$/m);
  });

  test('that does not tell its size counts as 80 columns wide', async () => {
    const folder = emptyFolder();
    const session = startSession('stty cols 0 rows 0; "$@"', [process.execPath, program()], { cwd: folder });
    await answerUpTo(session);
    expect(session.screen()).toContain('◇  Function name?\n│  orders\n');
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test('may be resized at a question', async () => {
    const { session } = startTalk({ columns: 100 });
    await answerUpTo(session, 'What should the function do?');
    for (const [columns, drawn] of [
      [40, '│  ● hello – greets by name and logs a\n│    line\n│  ○ contact'],
      [120, '│  ○ contact – reads a contact with @hubspot/api-client\n│  ○ endpoint'],
      [60, '│  ○ endpoint – validates the query or JSON body of a public\n│    endpoint'],
    ] as const) {
      session.resize(columns, 50);
      await session.see(drawn);
      for (const line of session.screen().split('\n'))
        expect([...line].length, line).toBeLessThanOrEqual(columns);
    }
    expect(session.screen().match(/What should the function do\?/g)).toHaveLength(1);
    session.type(keys.enter);
    await session.see('◆  Function name?');
    session.type('my func name with blanks and more');
    await session.see('█\n└  "my func');
    for (const [columns, end] of [
      [80, 'it can only\n   contain'],
      [40, '"-"\n   and "."'],
      [100, 'A-Z, a-z,\n   0-9'],
    ] as const) {
      session.resize(columns, 50);
      await session.see(end);
      expect(session.screen()).toMatch(/│\n▲ {2}Function name\?\n│ {2}Used for the file/);
      expect(session.screen().match(/Function name\?/g)).toHaveLength(1);
    }
    session.type(keys.escape);
    await session.see('◆  What should the function do?');
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test.each([
    ['a screen reader', { ACCESSIBLE: '1' }],
    ['a dumb terminal', { TERM: 'dumb' }],
    ['NO_COLOR', { NO_COLOR: '1' }],
  ])('for %s has numbered choices and plain lines', async (_name, env) => {
    const { folder, session } = startTalk({ env });
    await session.see('  1. hello - ');
    session.type('9', keys.enter);
    await session.see('Enter a number from 1 to');
    session.type('hello', keys.enter);
    await session.see('Answer [hello]:');
    session.type('or ders', keys.enter);
    await session.see('Try or-ders.');
    session.type('orders', keys.enter);
    await session.see('Answer [my-app]:');
    session.type('<', keys.enter);
    await session.see('Answer [orders]:');
    session.type(keys.enter);
    await session.see(/Answer \[my-app\]:[\s\S]*Answer \[my-app\]:/);
    session.type('Shop', keys.enter);
    await session.see('Which secrets');
    session.type(keys.enter);
    await session.see('Who may call it?');
    session.type('2', keys.enter);
    await session.see('Answer [shop/orders]:');
    session.type('api/orders', keys.enter);
    await session.see('Numbers, comma-separated [1]:');
    session.type('1, post', keys.enter);
    await session.see('2023.2 - no longer supported');
    session.type(keys.enter);
    await session.see('1. Create these files');
    const isAloud = 'ACCESSIBLE' in env;
    expect(session.screen()).toContain(isAloud ? '\ncreate src/app/app.json\n' : '+ app.json');
    if (isAloud) expect(session.screen()).not.toMatch(/[├└│]/);
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    expect(existsSync(path.join(folder, 'shop', 'hsproject.json'))).toBe(true);
    expect(withoutColour(session.raw())).not.toContain('\u001b');
    if (!isAloud) expect(session.raw()).not.toContain('\u001b');
  });

  test.each([{ ACCESSIBLE: '1' }, { TERM: 'dumb' }, { NO_COLOR: '1' }])(
    'with plain lines (%j), a paste of many lines answers one question, and the rest of it nothing',
    async (env) => {
      const { folder, session } = startTalk({ env });
      await session.see('  1. hello - ');
      session.type('1\rpasted\r2\r', keys.enter.repeat(30));
      await session.see('Answer [hello]:');
      session.type('typed', keys.enter);
      await session.see('Answer [my-app]:');
      session.type(keys.ctrlC);
      expect(await session.code(), session.screen()).toBe(130);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test.each([{ ACCESSIBLE: '1' }, { TERM: 'dumb' }, { NO_COLOR: '1' }])(
    'with plain lines (%j), the shell gets nothing of what is pasted at the last question',
    async (env) => {
      const folder = emptyFolder();
      writeFiles(folder, legacyApp);
      const words = [process.execPath, program(), 'migrate', '--no-invoke'];
      const line = '"$@"; echo over; read left; echo "left: $left"; false';
      const session = startSession(line, words, { cwd: folder, env });
      await session.see(/Make these changes[\s\S]*Number \[1\]:/);
      session.type('1\rpasted\r', 'pasted\r'.repeat(30));
      await session.see(/\nover/);
      session.type('mine', keys.enter);
      await session.see('left: ');
      expect(session.screen()).toContain('left: mine');
    },
  );

  test('that cannot show Unicode gets ASCII', async () => {
    const { session } = startTalk({ env: { LANG: 'C' } });
    await session.see('*  What should the function do?');
    session.type(keys.enter);
    await session.see('*  Function name?');
    session.type('x y');
    await session.see('x  Function name?');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is looked for
    expect(session.raw()).toMatch(/^[\u0000-\u007f]*$/);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });
});

describe('nothing is asked', () => {
  const missing = 'Missing --app (not running interactively).';

  test.each(['1', 'true', 'anything'])('in CI=%s', async (CI) => {
    const { session } = startTalk({ env: { CI } });
    expect(await session.code()).toBe(2);
    expect(session.screen()).toContain(missing);
  });

  test.each(['', '0', 'false'])('but with CI=%j it is', async (CI) => {
    const { session } = startTalk({ env: { CI } });
    await session.see('What should the function do?');
  });

  test.each(['--yes', '--json'])('with %s', async (flag) => {
    const { session } = startTalk({}, [flag]);
    expect(await session.code()).toBe(2);
    expect(session.screen()).toContain(missing);
  });

  test.each(['| cat', '< /dev/null'])('with %s', async (redirection) => {
    const folder = emptyFolder();
    const session = startSession(`"$@" ${redirection}`, [process.execPath, program()], { cwd: folder });
    await session.code();
    expect(session.screen()).toContain(missing);
    expect(readdirSync(folder)).toEqual([]);
  });
});
