import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, linkSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { validDocumentOf } from './documents.ts';
import { part } from './extent.ts';
import { freePort } from './free-port.ts';
import { hasSignals } from './left-out.ts';
import { cleanEnvironment, documentOf, emptyFolder, program, run, writeFiles } from './program.ts';

const functions = 'src/app/app.functions';

/** A project of platform version 2023.2 with these functions: handler bodies by name. */
function projectWith(
  bodies: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
  registered: Readonly<Record<string, object>> = {},
): string {
  const folder = emptyFolder();
  const entries = Object.keys(bodies).map((name) => [name, { file: `${name}.js`, ...registered[name] }]);
  writeFiles(folder, {
    'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
    'src/app/app.json': '{"name":"shop"}',
    [`${functions}/serverless.json`]: JSON.stringify({ appFunctions: Object.fromEntries(entries) }),
    ...Object.fromEntries(
      Object.entries(bodies).map(([name, body]) => [
        `${functions}/${name}.js`,
        `exports.main = async (context) => {\n${body}\n};\n`,
      ]),
    ),
    ...files,
  });
  return folder;
}

const endpoint = { greet: { endpoint: { path: 'greet', method: ['GET', 'POST'] } } };

describe('invoke', () => {
  test("prints HubSpot's log and the response, from anywhere in the project", async () => {
    const folder = projectWith({ hello: "console.log('Log some debug info'); return { a: [1] };" });
    const result = await run(path.join(folder, functions), ['invoke']);
    expect(result.code).toBe(0);
    const stamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
    expect(result.stdout.replace(stamp, 'STAMP').replace(/\d+ms/, '279ms')).toBe(`hello
STAMP    INFO   Log some debug info
STAMP - SUCCESS - Execution Time: 279ms
{
  "a": [
    1
  ]
}
`);
  });

  test('says which Node HubSpot uses for the platform version, if it differs', async () => {
    const folder = projectWith({ hello: 'return 1;' });
    const { warnings } = documentOf(await run(folder, ['invoke', '--json']));
    expect(warnings).toEqual([{ code: 'node-version', message: expect.stringContaining('--node 18') }]);
  });

  test('runs a function of the current layout, whose Node HubSpot does not name', async () => {
    const folder = emptyFolder();
    await run(folder, ['.', '--yes', '--platform', '2026.09', '--no-invoke']);
    const document = documentOf(await run(folder, ['invoke', 'hello', '--json']));
    expect(document).toMatchObject({ code: 0, warnings: [], invocations: [{ status: 'SUCCESS' }] });
  });

  test('names the functions if there are several, with a command that works', async () => {
    const folder = projectWith({ one: 'return 1;', two: 'return 2;' });
    const { error, code } = documentOf(await run(folder, ['invoke', '--json']));
    expect(code).toBe(2);
    expect(error).toMatchObject({ missing: ['function'], message: expect.stringContaining('one, two') });
    const [, name = ''] = /create-hs-function invoke (\w+)/.exec(error.hint) ?? [];
    expect((await run(folder, ['invoke', name])).code).toBe(0);
  });

  test('runs every function with --all, reports each in order, and ends with code 5 if one fails', async () => {
    const folder = projectWith({
      slow: 'await new Promise((resolve) => setTimeout(resolve, 300)); return 1;',
      broken: "throw new Error('no');",
      last: 'return 3;',
    });
    const document = documentOf(await run(folder, ['invoke', '--all', '--json']));
    expect(document.invocations).toMatchObject([
      { function: 'slow', response: 1 },
      { function: 'broken', status: 'ERROR', error: { code: 'threw' } },
      { function: 'last', response: 3 },
    ]);
    expect(document).toMatchObject({
      code: 5,
      error: { code: 'invocation-failed', message: expect.stringMatching(/^broken failed. .*no/) },
    });
  });

  test('says why a function failed, and what to do', async () => {
    const folder = projectWith({ gone: "return require('./missing');", broken: "throw new Error('no');" });
    for (const which of ['gone', '--all']) {
      const { invocations, error } = documentOf(await run(folder, ['invoke', which, '--json']));
      const [first] = invocations;
      expect(error.message).toContain('failed.');
      for (const invocation of invocations) expect(error.message).toContain(invocation.error.message);
      expect(first.error.hint).toBeTypeOf('string');
      expect(error.hint).toContain(first.error.hint);
    }
  });

  test('says it once, with the function, and counts several', async () => {
    const folder = projectWith({ gone: "return require('./missing');", broken: "throw new Error('no');" });
    const one = await run(folder, ['invoke', 'gone']);
    expect(one.stdout).toContain('missing');
    expect(one.stderr).toMatch(/^Error: gone failed\.\n$/m);
    expect(one.stderr).not.toContain('missing');
    const all = await run(folder, ['invoke', '--all']);
    expect(all.stderr).toMatch(/^Error: 2 of 2 functions failed: (broken, gone|gone, broken)\.\n$/m);
    expect(all.stdout).toMatch(/\n2 functions: 0 succeeded, 2 failed\n$/);
    const { error } = documentOf(await run(folder, ['invoke', '--all', '--json']));
    expect(error.hint).toMatch(/^gone: \S/m);
  });

  test('prints a command that does the same again', async () => {
    const folder = projectWith({ hello: 'return context.parameters;' });
    const said = [
      'invoke',
      'hello',
      '--parameter',
      "a=it's",
      '--parameter',
      'b=1',
      '--timeout',
      '9000',
      '--json',
    ];
    const document = documentOf(await run(folder, said));
    expect(document.command).toMatch(
      /^npx create-hs-function@\S+ invoke hello --parameter 'a=it'\\''s' --parameter b=1 --timeout 9000$/,
    );
  });

  test.each([
    ['an unknown function', ['invoke', 'helo'], 'unknown-function', 'Try hello.'],
    ['a name beside --all', ['invoke', 'hello', '--all'], 'options-clash', '--all'],
    ['--json beside --watch', ['invoke', '--watch', '--json'], 'options-clash', '--watch'],
    ['--inspect beside --all', ['invoke', '--all', '--inspect'], 'options-clash', '--inspect'],
    [
      'standard input for two things',
      ['invoke', '--context', '-', '--body', '-'],
      'options-clash',
      '--context=- and --body=-',
    ],
    [
      "an endpoint's option for an app function",
      ['invoke', '--query', 'a=1'],
      'option-does-not-fit',
      '--query',
    ],
    ['a port that no machine has', ['invoke', '--inspect=65536'], 'not-a-number', 'from 1 to 65535'],
    ['a time that is too long', ['invoke', '--timeout', '1000000000'], 'not-a-number', 'to 999999999, not'],
    ['a Node too old to call functions', ['invoke', '--node', '14'], 'not-a-number', 'from 16 to 999, not'],
    ['no time at all', ['invoke', '--timeout', '0'], 'not-a-number', 'from 1 to'],
    ['a missing context', ['invoke', '--context', 'none.json'], 'unreadable-file', 'none.json'],
    ['a folder outside of a project', ['invoke'], 'no-project', 'hsproject.json'],
  ])('refuses %s with code 2', async (name, args, code, text) => {
    const folder = name.includes('outside')
      ? emptyFolder()
      : projectWith({ hello: 'return 1;', other: 'return 2;' });
    const words =
      args.includes('hello') || args.includes('helo') || args.includes('--all') ? args : [...args, 'hello'];
    const document = documentOf(await run(folder, words.includes('--json') ? words : [...words, '--json']));
    expect(document).toMatchObject({ code: 2, error: { code } });
    expect(document.error.message).toContain(text);
  });

  test('says so in a project without functions', async () => {
    const document = documentOf(await run(projectWith({}), ['invoke', '--json']));
    expect(document).toMatchObject({ code: 2, error: { code: 'no-functions' } });
  });
});

describe('The context', () => {
  const answer = { hello: 'return context;' };
  const response = async (folder: string, args: readonly string[], input?: string) => {
    const result = await run(folder, ['invoke', ...args, '--json'], input === undefined ? {} : { input });
    const document = documentOf(result);
    expect(document.error).toBeUndefined();
    return document.invocations[0].response;
  };

  test('has the documented shape with sample values, overridden by the fixture, overridden by the options', async () => {
    const folder = projectWith(answer);
    expect(Object.keys(await response(folder, []))).toEqual([
      'user',
      'portalId',
      'propertiesToSend',
      'parameters',
    ]);
    writeFiles(folder, { 'fixtures/hello.json': '{"portalId":7,"parameters":{"a":1,"b":2}}' });
    expect(await response(folder, ['--parameter', 'b=3'])).toMatchObject({
      portalId: 7,
      parameters: { a: 1, b: 3 },
    });
  });

  test('comes from a file or from standard input, instead of the fixture', async () => {
    const folder = projectWith(answer, {
      'fixtures/hello.json': '{"portalId":7}',
      'own.json': '{"portalId":8}',
    });
    expect(await response(folder, ['--context', 'own.json'])).toMatchObject({ portalId: 8 });
    expect(await response(folder, ['--context', '-'], '{"portalId":9}')).toMatchObject({ portalId: 9 });
  });

  test.each([
    ['{"a":}', 'invalid-json', 'standard input'],
    ['[1]', 'context-not-object', 'object'],
    ['', 'invalid-json', 'standard input'],
  ])('is refused where standard input says %j', async (input, code, text) => {
    const document = documentOf(
      await run(projectWith(answer), ['invoke', '--context', '-', '--json'], { input }),
    );
    expect(document).toMatchObject({ code: 2, error: { code } });
    expect(document.error.message).toContain(text);
  });

  test('is refused by the name of its file, and so is a body', async () => {
    const folder = projectWith(
      { greet: answer.hello },
      { 'own.json': '[1]', 'bad.json': '{"a":}' },
      endpoint,
    );
    const said = async (...args: readonly string[]) =>
      documentOf(await run(folder, ['invoke', ...args, '--json'])).error;
    expect(await said('--context', 'own.json')).toMatchObject({
      message: '--context "own.json" is not a JSON object.',
    });
    expect((await said('--context', 'bad.json')).message).toMatch(/^bad\.json \(line 1, column 6\)/);
    expect((await said('--body', '@bad.json')).message).toMatch(/^bad\.json \(line 1, column 6\)/);
  });

  test('of an endpoint is made of its method, query, headers and body', async () => {
    const folder = projectWith(
      { greet: 'return { statusCode: 200, body: context };' },
      { 'body.json': '[1]' },
      endpoint,
    );
    const call = [
      '--method',
      'post',
      '--query',
      'id=7',
      '--query',
      'tag=a',
      '--query',
      'tag=b',
      '--header',
      'X-Own=1',
      '--header',
      'User-Agent=test',
    ];
    expect((await response(folder, [...call, '--body', '{"a":1}'])).body).toMatchObject({
      method: 'POST',
      params: { id: ['7'], tag: ['a', 'b'] },
      headers: { 'user-agent': 'test' },
      body: { a: 1 },
    });
    expect((await response(folder, ['--body', '@body.json'])).body.body).toEqual([1]);
    expect((await response(folder, ['--body', '-'], '"text"')).body.body).toBe('text');
    const form = ['--header', 'content-type=application/x-www-form-urlencoded', '--body', 'a=1&b=x+y'];
    expect((await response(folder, form)).body).toMatchObject({
      params: { a: ['1'], b: ['x y'] },
      body: 'a=1&b=x+y',
    });
  });

  test('with a method that the endpoint does not list is answered with 405, and the function does not run', async () => {
    const folder = projectWith({ greet: "console.log('ran'); return { statusCode: 200 };" }, {}, endpoint);
    const document = documentOf(await run(folder, ['invoke', '--method', 'DELETE', '--json']));
    expect(document.invocations).toMatchObject([{ response: { statusCode: 405 }, logs: [] }]);
    expect(document.warnings.map(({ code }: { code: string }) => code)).toContain('method-not-listed');
  });
});

describe('Secret values', () => {
  test('are printed in no stream and in no mode', async () => {
    const folder = projectWith(
      {
        leaky: `const key = process.env.API_KEY;
          console.log(key); process.stderr.write(key + '\\n'); process.stdout.write(key);
          if (context.parameters.fail) throw new Error('with ' + key);
          return { [key]: key };`,
      },
      { [`${functions}/.env`]: 'API_KEY=k3y-value-7\nOTHER=0ther-value-8\n' },
      { leaky: { secrets: ['API_KEY'] } },
    );
    for (const args of [
      [],
      ['--json'],
      ['--parameter', 'fail=true'],
      ['--parameter', 'fail=true', '--json'],
    ]) {
      const { stdout, stderr } = await run(folder, ['invoke', ...args]);
      expect(stdout + stderr).not.toContain('k3y-value-7');
      expect(stdout).toContain('***');
      expect(stdout + stderr).toContain('Leaks API_KEY:');
    }
  });
});

/** Starts a program that keeps running, with access to its output so far and a way to wait for more. */
function start(folder: string, args: readonly string[]) {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [program(), ...args], {
    cwd: folder,
    env: cleanEnvironment(),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const waitFor = async (pattern: RegExp, count = 1): Promise<void> => {
    const all = new RegExp(pattern, 'g');
    while ((said.match(all) ?? []).length < count) {
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${said}`);
      await sleep(20);
    }
  };
  return { child, ended, waitFor, said: () => said };
}

test('a function gets no function of this program from a stack trace', async () => {
  const body = `const error = {};
  Error.prepareStackTrace = (_, sites) => sites.filter((site) => String(site.getFileName()).includes('invoke-child'));
  Error.captureStackTrace(error);
  return error.stack.map((site) => [typeof site.getFunction(), typeof site.getThis()]);`;
  const { invocations } = documentOf(await run(projectWith({ hello: body }), ['invoke', '--json']));
  const [response] = invocations.map((one: { response: unknown[] }) => one.response);
  expect(response.length).toBeGreaterThan(0);
  expect(response).toEqual(response.map(() => ['undefined', 'undefined']));
});

describe('a function that is named like an option', () => {
  test.each(['--help', '-x', '--json', '--', '--all', '--parameter=a=b'])(
    'as %s runs by the command that is printed',
    async (name) => {
      const folder = emptyFolder();
      const functionOf = { [name]: { file: 'a.js' }, other: { file: 'a.js' } };
      writeFiles(folder, {
        'hsproject.json': '{"name":"shop","srcDir":"src","platformVersion":"2023.2"}',
        'src/app/app.json': '{"name":"shop"}',
        [`${functions}/serverless.json`]: JSON.stringify({ appFunctions: functionOf }),
        [`${functions}/a.js`]: 'exports.main = async () => 1;',
      });
      const refused = documentOf(await run(folder, ['invoke', '--json']));
      expect(refused.error?.hint).toContain(`invoke ./${name} --json`);
      const document = documentOf(await run(folder, ['invoke', `./${name}`, '--json']));
      expect(document).toMatchObject({ code: 0, invocations: [{ function: name, response: 1 }] });
      expect(document.command).toMatch(/ invoke \.\/-/);
    },
  );
});

/** All signals that a program can handle, except those for its own faults. */
const answerable = Object.keys(constants.signals).filter(
  (name) => !/^SIG(KILL|STOP|TSTP|TTIN|TTOU|SEGV|BUS|FPE|ILL|PROF|UNUSED)$/.test(name),
);

test.runIf(hasSignals)(
  'whatever signal a function sends to what runs it, there is one document, and no debugger',
  async () => {
    const folder = projectWith({
      sends: `for (const name of context.parameters.names.split(',')) process.kill(process.ppid, name);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return fetch('http://127.0.0.1:9229/json').then(() => 'a debugger', () => 'none');`,
    });
    for (const names of [...part(answerable, 6), 'SIGUSR1', 'SIGTRAP', answerable.join()]) {
      const result = await run(folder, ['invoke', '--json', '--parameter', `names=${names}`]);
      const document = validDocumentOf(result);
      expect(document.ok || document.error.code === 'interrupted', names).toBe(true);
      expect(result.stdout).not.toContain('a debugger');
    }
  },
);

describe('Ctrl-C', () => {
  test.runIf(hasSignals).each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)(
    'ends a function by %s with code %i, and leaves one document and no process',
    async (signal, code) => {
      const file = path.join(emptyFolder(), 'pid');
      const folder = projectWith({
        waits: `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid));
        await new Promise((resolve) => setTimeout(resolve, 60_000));`,
      });
      const { child, ended, said } = start(folder, ['invoke', '--json']);
      const pid = await contentOf(file);
      child.kill(signal);
      expect(await ended).toBe(code);
      const document = JSON.parse(said());
      expect(document).toMatchObject({ ok: false, code, error: { code: 'interrupted' } });
      while (isRunning(Number(pid))) await sleep(20);
    },
  );
});

async function contentOf(file: string): Promise<string> {
  for (;;) {
    try {
      const text = readFileSync(file, 'utf8');
      if (text !== '') return text;
    } catch {}
    await sleep(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe.runIf(hasSignals)('--watch', () => {
  test('runs the function again when a file that it is made of changes, whatever happened before', async () => {
    const folder = projectWith(
      {
        hello:
          "return { helper: require('./lib/helper'), key: (process.env.API_KEY ?? '').length, context };",
      },
      {
        [`${functions}/lib/helper.js`]: "module.exports = 'first';",
        'fixtures/hello.json': '{"portalId":1}',
      },
      { hello: { secrets: ['API_KEY'] } },
    );
    const { child, ended, waitFor, said } = start(folder, ['invoke', '--watch']);
    const change = async (files: Record<string, string>, shown: RegExp, waits: number) => {
      writeFiles(folder, files);
      await waitFor(shown);
      await waitFor(/Waiting for changes/, waits);
    };
    await waitFor(/"helper": "first"/);
    await waitFor(/Waiting for changes/);
    await change({ [`${functions}/lib/helper.js`]: "module.exports = 'second';" }, /"helper": "second"/, 2);
    expect(said()).toMatch(/lib\/helper\.js changed/);
    expect(said().match(/^Note: .*API_KEY/gm)).toHaveLength(1);
    await change({ [`${functions}/.env`]: 'API_KEY=12345' }, /"key": 5/, 3);
    await change({ 'fixtures/hello.json': '{"portalId":77}' }, /"portalId": 77/, 4);
    await change({ [`${functions}/lib/helper.js`]: 'syntax error' }, /lib\/helper\.js:1:8/, 5);
    await change({ [`${functions}/serverless.json`]: '{' }, /Error: .*serverless\.json/, 6);
    const repaired = '{"appFunctions":{"hello":{"file":"hello.js"}}}';
    await change({ [`${functions}/serverless.json`]: repaired }, /"?hello"?/, 7);
    writeFiles(folder, { [`${functions}/lib/helper.js`]: 'for (;;);' });
    await sleep(300);
    writeFiles(folder, { [`${functions}/lib/helper.js`]: "module.exports = 'third';" });
    await waitFor(/"helper": "third"/);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  test('waits while folders are gone or exchanged, and runs the function again as soon as it can', async () => {
    const folder = projectWith(
      { hello: "return require('./lib/word');" },
      { [`${functions}/lib/word.js`]: "module.exports = 'first';" },
    );
    const { child, ended, said, waitFor } = start(folder, ['invoke', '--watch']);
    let waits = 1;
    const changed = async (change: () => void, shown: RegExp) => {
      const before = said().length;
      change();
      waits += 1;
      await waitFor(/Waiting for changes/, waits);
      expect(said().slice(before)).toMatch(shown);
    };
    await waitFor(/Waiting for changes/);
    for (const part of [`${functions}/lib`, functions, 'src', '.']) {
      const place = path.join(folder, part);
      const aside = `${folder}-aside`;
      await changed(() => renameSync(place, aside), /^Error: | - ERROR - /m);
      await changed(() => renameSync(aside, place), /- SUCCESS -/);
      cpSync(place, `${folder}-copy`, { recursive: true });
      await changed(() => {
        renameSync(place, aside);
        renameSync(`${folder}-copy`, place);
      }, /- SUCCESS -/);
      rmSync(aside, { recursive: true });
      const word = { [`${functions}/lib/word.js`]: `module.exports = 'after ${part}';` };
      await changed(() => writeFiles(folder, word), new RegExp(`"after ${part}"`));
    }
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  test.each([
    ['the function', 'hello.js'],
    ['a file that it loads', 'helper.js'],
  ])(
    'runs the function again when what a link in the place of %s leads to changes',
    async (_what, linked) => {
      const folder = projectWith(
        { hello: "return require('./helper');" },
        { [`${functions}/helper.js`]: "module.exports = require('./word');", 'words/word.js': '' },
      );
      for (const name of ['hello.js', 'helper.js']) {
        cpSync(path.join(folder, functions, name), path.join(folder, 'words', name));
      }
      rmSync(path.join(folder, functions, linked));
      symlinkSync(path.join('../../../words', linked), path.join(folder, functions, linked));
      const { child, ended, waitFor } = start(folder, ['invoke', '--watch']);
      for (const [round, word] of ['first', 'second'].entries()) {
        await waitFor(/Waiting for changes/, round + 1);
        writeFiles(folder, { 'words/word.js': `module.exports = '${word}';` });
        await waitFor(new RegExp(`"${word}"`));
      }
      child.kill('SIGINT');
      expect(await ended).toBe(130);
    },
  );

  test('runs the function again after a change that the system does not report: by another name of the file', async () => {
    const folder = projectWith({ hello: "return require('./word');" }, { [`${functions}/word.js`]: '' });
    const { child, ended, waitFor } = start(folder, ['invoke', '--watch']);
    await waitFor(/Waiting for changes/);
    const other = path.join(emptyFolder(), 'word.js');
    linkSync(path.join(folder, functions, 'word.js'), other);
    writeFileSync(other, "module.exports = 'written elsewhere';");
    await waitFor(/"written elsewhere"/);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  test.each([
    ['JSON without its ending', "require('./word')", { 'word.json': '0' }, 'word.json'],
    [
      'the main file of a folder',
      "require('./lib')",
      { 'lib/package.json': '{"main":"src/main"}' },
      'lib/src/main.js',
    ],
    [
      'JSON that is the main file',
      "require('./lib')",
      { 'lib/package.json': '{"main":"word.json"}' },
      'lib/word.json',
    ],
    ['a file without an ending', "require('./word')", {}, 'word'],
    ['a file with another ending', "require('./word.local')", {}, 'word.local'],
    ['a file that module.require loads', "module.require('./lib/word')", {}, 'lib/word.js'],
    ['a file in a template', 'require(`./lib/word`)', {}, 'lib/word.js'],
    ['a file in escapes', String.raw`require('./lib\u002fword')`, {}, 'lib/word.js'],
    ['a file by its absolute path', "require(__dirname + '/lib/word')", {}, 'lib/word.js'],
    [
      'a file in "imports" of package.json',
      "require('#word')",
      { 'package.json': '{"imports":{"#word":"./lib/word.js"}}' },
      'lib/word.js',
    ],
    ['JSON of a folder', "require('./lib')", { 'lib/index.json': '0' }, 'lib/index.json'],
    [
      'what a main file loads',
      "require('./lib')",
      {
        'lib/package.json': '{"main":"src/main.js"}',
        'lib/src/main.js': "module.exports = require('../../other/word');",
      },
      'other/word.js',
    ],
  ])(
    'runs the function again when %s is made, changes, or is made anew',
    async (_what, load, files, file) => {
      const own = Object.entries(files).map(([name, text]) => [`${functions}/${name}`, text]);
      const folder = projectWith(
        { hello: `return ${load};` },
        {
          ...Object.fromEntries(own),
          [`${functions}/${path.dirname(file)}/notes.md`]: '',
        },
      );
      const { child, ended, waitFor } = start(folder, ['invoke', '--watch']);
      for (const [round, word] of ['first', 'second', 'third'].entries()) {
        await waitFor(/Waiting for changes/, round + 1);
        if (word === 'third') {
          rmSync(path.join(folder, functions, file));
          await waitFor(/Waiting for changes/, round + 2);
        }
        const text = file.endsWith('.json') ? `"${word}"` : `module.exports = '${word}';`;
        writeFiles(folder, { [`${functions}/${file}`]: text });
        await waitFor(new RegExp(`"${word}"`));
      }
      child.kill('SIGINT');
      expect(await ended).toBe(130);
    },
  );

  test('names a changed file without the values of secrets', async () => {
    const value = 'wonderful-umbrella-weather';
    const folder = projectWith({ hello: 'return 1;' }, { [`${functions}/.env`]: `API_KEY=${value}` });
    const { child, ended, said, waitFor } = start(folder, ['invoke', '--watch']);
    await waitFor(/Waiting for changes/);
    writeFiles(folder, { [`${functions}/${value}.js`]: '' });
    await waitFor(/\/\*{3}\.js changed/);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(said()).not.toContain(value);
  });

  test.each([
    ['JSON that it loads', "require('./lib/data.json'); write('lib/data.json', '{}');"],
    ['its own file', 'write(path.basename(__filename), fs.readFileSync(__filename));'],
    ['a new file each time', "write('lib/' + Date.now() + '.js', '');"],
    ['its secrets', "write('.env', 'A=1');"],
    [
      'and deletes a file in turns',
      "const file = path.join(__dirname, 'lib/made.js'); fs.existsSync(file) ? fs.rmSync(file) : fs.writeFileSync(file, '');",
    ],
    [
      'a file in place of another',
      "write('lib/new', ''); fs.renameSync(path.join(__dirname, 'lib/new'), path.join(__dirname, 'lib/helper.js'));",
    ],
  ])('settles down if a function writes %s, and still notices other changes', async (_what, body) => {
    const hello = `const fs = require('fs'), path = require('path');
      const write = (file, text) => fs.writeFileSync(path.join(__dirname, file), text);
      require('./lib/helper'); ${body} return process.hrtime()[0];`;
    const folder = projectWith(
      { hello },
      {
        [`${functions}/lib/helper.js`]: '',
        [`${functions}/lib/data.json`]: '{}',
        'fixtures/hello.json': '{}',
      },
    );
    const { child, ended, said, waitFor } = start(folder, ['invoke', '--watch']);
    await waitFor(/Changes are ignored until this run ends: save again\.\n(?:.*\n)*Waiting for changes/);
    writeFiles(folder, { 'fixtures/hello.json': '{"portalId":77}' });
    await waitFor(/ changed [─-]/, 3);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(said().match(/\S+(?= changed [─-])/g)?.[2]).toBe('fixtures/hello.json');
  });
});

describe('--inspect', () => {
  test('waits for a debugger without a time limit', async () => {
    const folder = projectWith({ hello: "console.log('runs'); return 1;" });
    const port = await freePort();
    const { ended, said } = start(folder, ['invoke', `--inspect=${port}`, '--timeout', '1']);
    const target = await debuggerTarget(port);
    expect(said()).toContain(`Waiting for a debugger on 127.0.0.1:${port}`);
    expect(said()).not.toContain('runs');
    await resume(target);
    expect(await ended).toBe(0);
    expect(said()).toContain('INFO   runs');
    expect(said()).not.toContain('ws://');
  });

  test('says so where the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.on('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const result = await run(projectWith({ hello: 'return 1;' }), ['invoke', `--inspect=${port}`, '--json']);
    expect(documentOf(result)).toMatchObject({ code: 5, invocations: [{ error: { code: 'no-debugger' } }] });
  });
});

/** The address of the debugger's WebSocket, as soon as it listens. */
async function debuggerTarget(port: number): Promise<URL> {
  for (;;) {
    try {
      const [target] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
        webSocketDebuggerUrl: string;
      }[];
      if (target !== undefined) return new URL(target.webSocketDebuggerUrl);
    } catch {
      await sleep(20);
    }
  }
}

/** Attaches like a debugger and lets the program continue. */
function resume(target: URL): Promise<void> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const request = get({ hostname: target.hostname, port: target.port, path: target.pathname, headers });
    request.on('error', reject);
    request.on('upgrade', (_response, socket: Socket) => {
      const payload = Buffer.from('{"id":1,"method":"Runtime.runIfWaitingForDebugger"}');
      // A masked text frame. A mask of zeros leaves the payload unchanged.
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]));
      socket.on('error', () => {});
      resolve();
    });
  });
}

test('why a function failed is told without the values of any .env of the project', async () => {
  const value = 'Canary-of-the-root-1';
  for (const code of [`require('${value}');`, `require('./${value}');`, `const a = '${value}' 'x';`]) {
    const folder = projectWith({ hello: code }, { '.env': `ROOT_KEY=${value}` });
    for (const mode of [[], ['--json']]) {
      const { code, stdout, stderr } = await run(folder, ['invoke', ...mode]);
      expect(code).toBe(5);
      expect(stdout).toContain('***');
      expect(stdout + stderr).not.toContain(value);
    }
  }
});
