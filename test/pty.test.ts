import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, filesOf, program, run } from './program.ts';
import { keys, type Session, type SessionOptions, startProgram, startSession } from './pty.ts';

const left = '\u001b[D';

/** Every question of a new project with an endpoint: what shows that it is asked, an answer, and how that is shown. */
const questions = [
  { title: 'What is the app called?', answer: 'shop', shown: 'shop' },
  { title: 'What is the function called?', answer: 'orders', shown: 'orders' },
  { title: 'What should it do?', answer: keys.down + keys.up, shown: '● hello' },
  { title: 'Which platform version?', answer: keys.down, shown: '● 2025.1' },
  { title: 'Which secrets does it read?', answer: 'API_KEY, B', shown: 'API_KEY, B' },
  { title: 'Does it call HubSpot with', answer: left, shown: '● Yes' },
  { title: 'Public endpoint path?', answer: '/api/orders', shown: '/api/orders' },
  { title: 'Which methods does', answer: keys.down + keys.space, shown: '◼ POST' },
  { title: 'Add another function?', answer: '', shown: '● No' },
] as const;

/** Answers questions up to one that is left open; all of them, up to the review, where none is named. */
async function answerUpTo(session: Session, open = 'Go on?'): Promise<void> {
  for (const { title, answer } of questions) {
    await session.see(`◆  ${title}`);
    if (title === open) return;
    session.type(answer, keys.enter);
  }
  await session.see('◆  Go on?');
}

/** Finds a text also where it is broken at a blank. */
function brokenAnywhere(text: string): RegExp {
  const words = text.split(' ').map((word) => word.replace(/[.?"]/g, '\\$&'));
  return new RegExp(words.join('\\s+'));
}

function withoutColour(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are what is looked for
  return text.replace(/\u001b\[\d+m/g, '');
}

/** A talk in an empty folder. */
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
  test('asks one question after the other, shows the plan, and makes what was answered', async () => {
    const { folder, session } = startTalk();
    await answerUpTo(session);
    expect(session.screen()).toContain('+ orders.js');
    expect(filesOf(folder)).toEqual({});
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    const files = filesOf(path.join(folder, 'shop'));
    expect(JSON.parse(files['src/app/app.functions/serverless.json'] ?? '')).toEqual({
      appFunctions: {
        orders: {
          file: 'orders.js',
          secrets: ['API_KEY', 'B'],
          endpoint: { path: 'api/orders', method: ['GET', 'POST'] },
        },
      },
    });
    expect(JSON.parse(files['hsproject.json'] ?? '')).toMatchObject({
      name: 'shop',
      platformVersion: '2025.1',
    });
    expect(session.screen()).toMatch(/SUCCESS - Execution Time/);
    expect(session.cursorVisible()).toBe(true);
  });

  test('goes back to the first question, each with its former answer, and forward again', async () => {
    const { folder, session } = startTalk();
    await answerUpTo(session);
    for (const { title, shown } of questions.toReversed()) {
      session.type(keys.escape);
      await session.see(new RegExp(`◆  ${title.replace('?', '\\?')}`));
      await session.see(shown);
    }
    await session.see(/│\n◆ {2}What is the app called\?\n│ {2}HubSpot .*\n│ {2}shop█\n└$/);
    session.type('2', keys.enter);
    await session.see('◆  What is the function called?');
    expect(session.screen()).toContain('◇  What is the app called?\n│  shop2');
    for (const { title } of questions.slice(1)) {
      await session.see(`◆  ${title}`);
      session.type(keys.enter);
    }
    await session.see('◆  Go on?');
    session.type(keys.enter);
    expect(await session.code()).toBe(0);
    expect(readdirSync(folder)).toEqual(['shop2']);
  });

  const everyPlace = [...questions.map(({ title }) => title), 'Go on?'];

  test.each(everyPlace)('Ctrl-C at "%s" leaves with 130, and leaves no trace', async (title) => {
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

  test.each([
    ['the end of input', (session: Session) => session.type(keys.ctrlD), 130],
    ['SIGINT', (session: Session) => session.signal('SIGINT'), 130],
    ['SIGTERM', (session: Session) => session.signal('SIGTERM'), 143],
    ['SIGHUP', (session: Session) => session.signal('SIGHUP'), 143],
  ])('%s at a question leaves, and nothing is written', async (_name, leave, code) => {
    for (const env of [{}, { ACCESSIBLE: '1' }]) {
      const { folder, session } = startTalk({ env });
      await session.see('What is the app called?');
      leave(session);
      expect(await session.code(), session.screen()).toBe(code);
      expect(session.cursorVisible()).toBe(true);
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test.each([
    ['What is the app called?', '../X', 'it can hold only the letters', 'Try x.'],
    ['What is the function called?', 'nul', 'Windows keeps it for a device', 'Try nul-function.'],
    ['Which secrets does it read?', 'a b', 'it becomes an environment variable', 'Try A_B.'],
    ['Public endpoint path?', 'a?b=c', 'a query or "#" is no part of it', 'Try a.'],
  ])(
    'at "%s", %s is refused while it is typed, and Enter does not take it',
    async (title, wrong, reason, proposal) => {
      const { session } = startTalk();
      await answerUpTo(session, title);
      session.type(wrong);
      await session.see(`${wrong}█`);
      session.type(keys.enter);
      for (const text of [`▲  ${title}`, reason, proposal]) await session.see(brokenAnywhere(text));
      const position = questions.findIndex((question) => question.title === title);
      session.type(keys.clear, questions[position]?.answer ?? '', keys.enter);
      await session.see(`◆  ${questions[position + 1]?.title}`);
    },
  );

  test('Ctrl-C right after Escape leaves too', async () => {
    const { session } = startTalk();
    await answerUpTo(session, 'What is the function called?');
    session.type(keys.escape + keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test('Ctrl-Z gives the shell its cursor back, and fg the question', async () => {
    const line = 'set -m; "$@"; echo "it stopped"; read _; fg > /dev/null';
    const session = startSession(line, [process.execPath, program()], { cwd: emptyFolder() });
    await answerUpTo(session, 'What is the function called?');
    expect(session.cursorVisible()).toBe(false);
    session.type(keys.ctrlZ);
    await session.see('it stopped');
    expect(session.cursorVisible()).toBe(true);
    session.type(keys.enter);
    await session.see(/it stopped.*◆ {2}What is the function called\?/s);
    expect(session.cursorVisible()).toBe(false);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
    expect(session.cursorVisible()).toBe(true);
  });

  test('a method has to be chosen', async () => {
    const { session } = startTalk();
    await answerUpTo(session, 'Which methods does');
    session.type(keys.space, keys.enter);
    await session.see('Please select at least one');
    session.type(keys.space, keys.enter);
    await session.see('◆  Add another function?');
  });

  test('asks only what no option says', async () => {
    const { session } = startTalk({}, ['--app', 'shop', '--platform', '2026.09', '--template', 'contact']);
    await session.see('◆  What is the function called?');
    session.type(keys.enter);
    await session.see('◆  Which secrets');
    session.type(keys.enter);
    await session.see('◆  Public endpoint');
    session.type(keys.enter);
    await session.see('◆  Add another');
    for (const never of ['What is the app called?', 'Which platform', 'What should it do?', 'Does it call']) {
      expect(session.screen()).not.toContain(never);
    }
  });
});

describe('the review', () => {
  test('shows every answer, and lets one be changed', async () => {
    const { folder, session } = startTalk({}, ['--app', 'shop', '--platform', '2026.09']);
    for (const title of [
      'What is the function',
      'What should it do?',
      'Which secrets',
      'Does it call',
      'Public endpoint',
      'Add another',
    ]) {
      await session.see(`◆  ${title}`);
      session.type(keys.enter);
    }
    await session.see('◆  Go on?');
    expect(session.screen()).toMatch(/│ {2}app +shop\n│ {2}function +hello\n│ {2}template +hello\n/);
    session.type(keys.down, keys.enter);
    await session.see('◆  Which answer?');
    session.type(keys.enter);
    await session.see('◆  What is the app called?');
    session.type('2', keys.enter);
    await session.see(/app +shop2[\s\S]*◆ {2}Go on\?/);
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    expect(readdirSync(folder)).toEqual(['shop2']);
  });

  test('shows what a file will hold, goes back from its lists, and leaves with nothing written', async () => {
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
    await session.see('◆  Go on?');
    session.type(keys.down, keys.down, keys.enter);
    await session.see('◆  Which file?');
    session.type(keys.escape);
    await session.see('◆  Go on?');
    session.type(keys.down, keys.down, keys.enter);
    await session.see('◆  Which file?');
    session.type(keys.up, keys.enter);
    await session.see(/│ {4}"method": "GET"[\s\S]*◆ {2}Go on\?/);
    session.type(keys.up, keys.enter);
    expect(await session.code()).toBe(130);
    expect(existsSync(path.join(folder, 'shop'))).toBe(false);
  });
});

describe('a talk in a project', () => {
  test('shows what is there, and refuses what is taken', async () => {
    const folder = await projectFolder();
    const session = startProgram([], { cwd: folder });
    await session.see('Already here: sync');
    session.type('SYNC');
    await session.see('Take another name');
    session.type(keys.clear, 'list', keys.enter);
    await session.see('◆  What should it do?');
    session.type(keys.enter);
    await session.see('In use here, name one to share it: STRIPE_KEY');
    session.type('STRIPE_KEY', keys.enter);
    await session.see('◆  Does it call');
    session.type(keys.enter);
    await session.see('Taken here: api/sync');
    session.type('/api/sync');
    await session.see('Take another path');
    session.type(keys.clear, keys.enter);
    await session.see('◆  Add another');
    session.type(keys.enter);
    await session.see('◆  Go on?');
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    const config = JSON.parse(filesOf(folder)['src/app/app.functions/serverless.json'] ?? '');
    expect(config.appFunctions.list).toEqual({ file: 'list.js', secrets: ['STRIPE_KEY'] });
  });

  test('takes several functions in one go', async () => {
    const folder = await projectFolder();
    const session = startProgram([], { cwd: folder });
    for (const [name, more] of [
      ['one', 'y'],
      ['two', 'n'],
    ] as const) {
      await session.see(name === 'one' ? '◆  What is the function' : '◆  Function 2: What is the function');
      session.type(name, keys.enter);
      const prefix = name === 'one' ? '' : 'two: ';
      for (const title of ['What should it do?', 'Which secrets', 'Does it call', 'Public endpoint']) {
        await session.see(`◆  ${prefix}${title}`);
        session.type(keys.enter);
      }
      await session.see('◆  Add another');
      session.type(more);
    }
    await session.see('◆  Go on?');
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    const files = filesOf(folder);
    const config = JSON.parse(files['src/app/app.functions/serverless.json'] ?? '');
    expect(Object.keys(config.appFunctions)).toEqual(['sync', 'one', 'two']);
  });
});

describe('any terminal', () => {
  test.each([40, 80, 200])('of %i columns shows every line whole', async (columns) => {
    const { session } = startTalk({ columns, rows: 70 });
    await answerUpTo(session);
    for (const line of session.screen().split('\n'))
      expect([...line].length, line).toBeLessThanOrEqual(columns);
    // Nothing was broken by the terminal itself: each line starts with what is drawn at the left.
    for (const line of session.screen().split('\n')) expect(line).toMatch(/^[┌│◇◆└]/);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test('that tells no size is taken for one of 80 columns', async () => {
    const folder = emptyFolder();
    const session = startSession('stty cols 0 rows 0; "$@"', [process.execPath, program()], { cwd: folder });
    await answerUpTo(session);
    expect(session.screen()).toContain('◇  What is the function called?\n│  orders\n');
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test('may be resized at a question', async () => {
    const { session } = startTalk({ columns: 100 });
    await answerUpTo(session, 'What should it do?');
    for (const [columns, drawn] of [
      [40, '│  It is a start; every line is yours to\n│  change.'],
      [120, '│  ○ contact (reads one contact through @hubspot/api-client)\n│  ○ endpoint'],
      [60, '│  ○ endpoint (public endpoint that checks its\n│  query or JSON body)'],
    ] as const) {
      session.resize(columns, 50);
      await session.see(drawn);
      for (const line of session.screen().split('\n'))
        expect([...line].length, line).toBeLessThanOrEqual(columns);
    }
    expect(session.screen().match(/What should it do\?/g)).toHaveLength(1);
    session.type(keys.enter);
    await session.see('◆  Which platform version?');
    session.type(keys.escape);
    await session.see('◆  What should it do?');
    expect(session.screen()).toContain('◇  What is the function called?\n│  orders\n');
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });

  test.each([
    ['a screen reader', { ACCESSIBLE: '1' }],
    ['a dumb terminal', { TERM: 'dumb' }],
    ['NO_COLOR', { NO_COLOR: '1' }],
  ])('for %s has numbered choices and plain lines', async (_name, env) => {
    const { folder, session } = startTalk({ env });
    await session.see('Answer [my-app]:');
    session.type('My App', keys.enter);
    await session.see('Try my-app.');
    session.type('shop', keys.enter);
    await session.see('Answer [hello]:');
    session.type('orders', keys.enter);
    await session.see('  1. hello - ');
    session.type('<', keys.enter);
    await session.see('Answer [orders]:');
    session.type(keys.enter, '9', keys.enter);
    await session.see('Write a number from 1 to');
    session.type('hello', keys.enter);
    await session.see('Which platform version?');
    session.type('4', keys.enter);
    await session.see('Which secrets');
    session.type(keys.enter);
    await session.see('Does it call');
    session.type('no', keys.enter);
    await session.see('Public endpoint');
    session.type('api/orders', keys.enter);
    await session.see('Numbers, comma-separated [1]:');
    session.type('1, post', keys.enter);
    await session.see('Add another');
    session.type(keys.enter);
    await session.see('1. Yes, write the files');
    session.type(keys.enter);
    expect(await session.code(), session.screen()).toBe(0);
    expect(existsSync(path.join(folder, 'shop', 'hsproject.json'))).toBe(true);
    expect(withoutColour(session.raw())).not.toContain('\u001b');
    if (!('ACCESSIBLE' in env)) expect(session.raw()).not.toContain('\u001b');
  });

  test('that cannot show Unicode gets ASCII', async () => {
    const { session } = startTalk({ env: { LANG: 'C' } });
    await session.see('*  What is the app called?');
    session.type('shop', keys.enter);
    await session.see('*  What is the function called?');
    session.type('x y');
    await session.see('x  What is the function called?');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is looked for
    expect(session.raw()).toMatch(/^[\u0000-\u007f]*$/);
    session.type(keys.ctrlC);
    expect(await session.code()).toBe(130);
  });
});

describe('nothing is asked', () => {
  const missing = '--app has no default here.';

  test.each(['1', 'true', 'anything'])('in CI=%s', async (CI) => {
    const { session } = startTalk({ env: { CI } });
    expect(await session.code()).toBe(2);
    expect(session.screen()).toContain(missing);
  });

  test.each(['', '0', 'false'])('but with CI=%j it is', async (CI) => {
    const { session } = startTalk({ env: { CI } });
    await session.see('What is the app called?');
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
