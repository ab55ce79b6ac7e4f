import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editJson } from '../../src/edit/edit-json.ts';
import { Problem } from '../../src/errors.ts';
import { toldWarnings } from '../../src/messages/words.ts';
import { changeFor, changesFor, mergePlanned } from '../../src/plan/changes.ts';
import type { PlannedFile } from '../../src/types.ts';
import { documents } from '../edit/json-documents.ts';
import { problemOf } from '../thrown.ts';

const registry = 'src/app/app.functions/serverless.json';

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function text(content: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
}

function source(path: string, content: string): PlannedFile {
  return { kind: 'source', path, text: content };
}

/** The registration that a function needs. Its text is a registry with only this function. */
function registered(name: string): PlannedFile {
  const value = { file: `${name}.js`, secrets: [] };
  return {
    kind: 'json',
    path: registry,
    text: `${JSON.stringify({ appFunctions: { [name]: value } }, null, 2)}\n`,
    members: [{ at: ['appFunctions'], key: name, value, ifDifferent: 'conflict' }],
    items: [],
  };
}

function dependency(name: string, range: string): PlannedFile {
  return {
    kind: 'json',
    path: 'package.json',
    text: `${JSON.stringify({ private: true, dependencies: { [name]: range } }, null, 2)}\n`,
    members: [{ at: ['dependencies'], key: name, value: range, ifDifferent: 'keep' }],
    items: [],
  };
}

function dotenv(...names: readonly string[]): PlannedFile {
  const entries = names.map((name) => ({ name, placeholder: 'replace-me', comment: `Value of ${name}` }));
  return { kind: 'dotenv', path: '.env', header: 'Values', entries };
}

const ignore: PlannedFile = {
  kind: 'gitignore',
  path: '.gitignore',
  text: '# OS\n.DS_Store\n.env*\n!.env.example\n',
  rules: ['.env*', '!.env.example'],
};

describe('A file that is not there', () => {
  test.each([
    [source('a.js', 'x\n'), 'x\n'],
    [{ kind: 'starter', path: 'README.md', text: '# x\n' } as const, '# x\n'],
    [
      registered('hello'),
      '{\n  "appFunctions": {\n    "hello": {\n      "file": "hello.js",\n      "secrets": []\n    }\n  }\n}\n',
    ],
    [dotenv('KEY'), '# Values\n\n# Value of KEY\nKEY=replace-me\n'],
    [ignore, '# OS\n.DS_Store\n.env*\n!.env.example\n'],
  ])('is made: $kind', (planned, wanted) => {
    const { change, warnings } = changeFor(planned, undefined);
    expect(change).toMatchObject({ action: 'create', path: planned.path, before: undefined });
    expect(text(change.after)).toBe(wanted);
    expect(warnings).toEqual([]);
  });
});

describe('A file that is there', () => {
  test.each([source('a.js', 'x\n'), registered('hello'), dotenv('KEY'), ignore])(
    'is unchanged the second time, down to the same bytes: $kind',
    (planned) => {
      const first = changeFor(planned, undefined).change.after;
      const { change } = changeFor(planned, first);
      expect(change).toEqual({ action: 'unchanged', path: planned.path, before: first, after: first });
      expect(change.after).toBe(first);
    },
  );

  test('a source with other content is never overwritten', () => {
    const problem = problemOf(() => changeFor(source('a.js', 'x\n'), bytes('y\n')));
    expect(problem).toMatchObject({ exit: 3, code: 'file-differs', details: { conflicts: ['a.js'] } });
  });

  test('a source that git checked out with CRLF is the same source', () => {
    const before = bytes('x\r\ny\r\n');
    expect(changeFor(source('a.js', 'x\ny\n'), before).change).toMatchObject({
      action: 'unchanged',
      after: before,
    });
    expect(() => changeFor(source('a.js', 'x\ny\n'), bytes('x\r\ny'))).toThrow(Problem);
  });

  test('a starter stays, whatever it holds', () => {
    const before = Uint8Array.of(0xff, 0x00);
    expect(changeFor({ kind: 'starter', path: 'README.md', text: '#' }, before).change.after).toBe(before);
  });

  test.each([registered('hello'), dotenv('KEY'), ignore])(
    'bytes that are no UTF-8 are a conflict, not replaced: $kind',
    (planned) => {
      const before = Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d);
      expect(problemOf(() => changeFor(planned, before))).toMatchObject({
        exit: 3,
        code: 'not-utf8',
        details: { conflicts: [planned.path] },
      });
    },
  );

  test.each([
    [registered('hello'), '{"appFunctions":{}}'],
    [dotenv('KEY'), 'A=1\n'],
    [ignore, 'dist\n'],
  ])('a byte order mark stays where it is, once: $kind', (planned, content) => {
    const { change } = changeFor(planned, bytes(`\ufeff${content}`));
    const plain = changeFor(planned, bytes(content)).change;
    expect(change.action).toBe('update');
    expect(text(change.after)).toBe(`\ufeff${text(plain.after)}`);
  });

  test('text that is not ASCII keeps its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const before = `{"name": ${JSON.stringify(name)}}`;
        const { change } = changeFor(registered('hello'), bytes(before));
        expect(text(change.after).startsWith(before.slice(0, -1))).toBe(true);
      }),
    );
  });

  test('the bytes of a document in any format are those of its edited text', () => {
    const planned = { ...registered('hello'), items: [{ at: ['scopes'], item: 'é' }] } as Extract<
      PlannedFile,
      { kind: 'json' }
    >;
    fc.assert(
      fc.property(documents, fc.constantFrom('', '\ufeff'), ({ text: content, value }, mark) => {
        const functions = value.appFunctions as Readonly<Record<string, unknown>> | undefined;
        fc.pre(functions === undefined || !Object.hasOwn(functions, 'hello'));
        const edited = editJson(registry, content, planned.members, planned.items).text;
        const { change } = changeFor(planned, bytes(mark + content));
        expect(Buffer.from(change.after)).toEqual(Buffer.from(mark + edited));
      }),
    );
  });
});

describe('Warnings', () => {
  test.each([
    ['comments', '{"appFunctions": {} /* none */}'],
    ['trailing commas', '{"appFunctions": {},}'],
    ['a byte order mark', '\ufeff{"appFunctions": {}}'],
  ])('%s, which HubSpot refuses, are told also where nothing changes', (_, content) => {
    const first = changeFor(registered('hello'), bytes(content));
    expect(toldWarnings(first.warnings)).toMatchObject([
      { code: 'not-strict-json', message: expect.stringContaining(registry) },
    ]);
    const second = changeFor(registered('hello'), first.change.after);
    expect(second.change.action).toBe('unchanged');
    expect(second.warnings).toHaveLength(1);
  });

  test('a dependency that stays at another range is reported with both', () => {
    const { change, warnings } = changeFor(
      dependency('left-pad', '^2.0.0'),
      bytes('{"dependencies": {"left-pad": "^1.0.0"}}'),
    );
    expect(change.action).toBe('unchanged');
    expect(toldWarnings(warnings)).toEqual([
      {
        code: 'dependency-kept',
        message: expect.stringContaining('package.json already has left-pad "^1.0.0" (requested: "^2.0.0")'),
      },
    ]);
  });
});

describe('Several functions at once', () => {
  test('share a registry, new or not', () => {
    const merged = mergePlanned([
      registered('one'),
      source('one.js', '1'),
      registered('two'),
      source('two.js', '2'),
    ]);
    expect(merged.map(({ path }) => path)).toEqual([registry, 'one.js', 'two.js']);
    for (const before of [undefined, bytes('{"appFunctions": {"zero": {}}}')]) {
      const { changes } = changesFor(merged, (path) => (path === registry ? before : undefined));
      const { appFunctions } = JSON.parse(text(changes[0]?.after ?? new Uint8Array()));
      expect(Object.keys(appFunctions)).toEqual([...(before ? ['zero'] : []), 'one', 'two']);
    }
  });

  test('share secrets, rules and dependencies, each once', () => {
    const other: PlannedFile = { ...ignore, rules: ['.env*', 'dist/'] };
    const merged = mergePlanned([
      dotenv('A', 'B'),
      ignore,
      dependency('x', '1'),
      dotenv('B', 'C'),
      other,
      dependency('y', '2'),
    ]);
    const { changes } = changesFor(merged, () => undefined);
    const contents = changes.map(({ after }) => text(after));
    expect(contents[0]?.match(/^[A-Z]+(?==)/gm)).toEqual(['A', 'B', 'C']);
    expect(contents[1]).toBe('# OS\n.DS_Store\n.env*\n!.env.example\ndist/\n');
    expect(JSON.parse(contents[2] ?? '')).toEqual({ private: true, dependencies: { x: '1', y: '2' } });
  });

  test('that want one dependency in two ranges get the first, and a warning', () => {
    const { warnings } = changesFor(
      mergePlanned([dependency('x', '1'), dependency('x', '2')]),
      () => undefined,
    );
    expect(toldWarnings(warnings)).toMatchObject([
      {
        code: 'dependency-kept',
        message: expect.stringContaining('already has x "1" (requested: "2")'),
      },
    ]);
  });

  test('may write the same source, but not two different ones to one path', () => {
    expect(mergePlanned([source('a.js', 'x'), source('a.js', 'x')])).toHaveLength(1);
    expect(problemOf(() => mergePlanned([source('a.js', 'x'), source('a.js', 'y')]))).toMatchObject({
      exit: 3,
      code: 'planned-twice',
    });
    expect(() => mergePlanned([source(registry, '{}'), registered('one')])).toThrow(Problem);
  });
});

describe('A plan with conflicts', () => {
  test('names every file that conflicts, with what to do', () => {
    const present = new Map([
      ['a.js', 'other'],
      [registry, '{'],
      ['.env', 'A=1'],
    ]);
    const planned = [source('a.js', 'x'), source('b.js', 'x'), registered('hello'), dotenv('KEY')];
    const problem = problemOf(() =>
      changesFor(planned, (path) => (present.has(path) ? bytes(present.get(path) ?? '') : undefined)),
    );
    expect(problem).toMatchObject({ exit: 3, code: 'conflict', details: { conflicts: ['a.js', registry] } });
    expect(problem.message).toMatch(
      /^2 files conflict:\n- a\.js already exists[\s\S]*\n- src\/app\/app\.functions\/serverless\.json \(line 1, column 2\)/,
    );
    expect(problem.message).toMatch(/Choose another name/);
  });

  test("of a single file is that file's problem itself", () => {
    expect(problemOf(() => changesFor([source('a.js', 'x')], () => bytes('y'))).code).toBe('file-differs');
  });

  test('includes conflicts found while reading a file, and lets other errors through', () => {
    const refuse = (path: string) => changeFor(source(path, 'x'), bytes('y')).change.after;
    expect(problemOf(() => changesFor([source('a', ''), source('b', '')], refuse)).details.conflicts).toEqual(
      ['a', 'b'],
    );
    const fail = () => {
      throw new Error('disk');
    };
    expect(() => changesFor([source('a', '')], fail)).toThrow('disk');
  });
});
