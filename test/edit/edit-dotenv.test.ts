import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDotenv } from '../../src/edit/edit-dotenv.ts';
import { maskDotenv } from '../../src/edit/mask-dotenv.ts';
import type { DotenvEntry } from '../../src/types.ts';
import { problemOf } from '../thrown.ts';

const path = 'src/app/app.functions/.env';
const key: DotenvEntry = {
  name: 'API_KEY',
  placeholder: 'replace-me',
  comment: 'The value of: hs secret add API_KEY',
};
const token: DotenvEntry = { name: 'TOKEN', placeholder: 'replace-me', comment: "The app's token" };

describe('Adding secrets to a .env', () => {
  test('a new file has a header, and a comment above each name', () => {
    expect(editDotenv(path, '', 'Values for this machine.\nKeep it out of git.', [key, token])).toBe(
      `# Values for this machine.
# Keep it out of git.

# The value of: hs secret add API_KEY
API_KEY=replace-me

# The app's token
TOKEN=replace-me
`,
    );
  });

  test.each([
    ['one final newline', 'A=1\n', "A=1\n\n# The app's token\nTOKEN=replace-me\n"],
    ['no final newline', 'A=1', "A=1\n\n# The app's token\nTOKEN=replace-me"],
    ['three final newlines', 'A=1\n\n\n', "A=1\n\n# The app's token\nTOKEN=replace-me\n\n\n"],
    ['CRLF', 'A=1\r\nB=2\r\n', "A=1\r\nB=2\r\n\r\n# The app's token\r\nTOKEN=replace-me\r\n"],
    ['nothing but a newline', '\n', "# The app's token\nTOKEN=replace-me\n"],
    ['a commented-out value', '#TOKEN=old\n', "#TOKEN=old\n\n# The app's token\nTOKEN=replace-me\n"],
    [
      'the name within a value',
      'A="\nTOKEN=x\n"\n',
      'A="\nTOKEN=x\n"\n\n# The app\'s token\nTOKEN=replace-me\n',
    ],
    ['a longer name', 'TOKEN_OLD=x\n', "TOKEN_OLD=x\n\n# The app's token\nTOKEN=replace-me\n"],
  ])('%s', (_, before, after) => {
    expect(editDotenv(path, before, 'Header', [token])).toBe(after);
  });

  test.each([
    'TOKEN=x',
    'TOKEN=',
    'export TOKEN=x',
    '  export   TOKEN = x',
    'TOKEN = "x"',
    "TOKEN='a\nb'",
    'TOKEN=`a\nb`\nA=1',
    'TOKEN: x',
    'A="\n1"\r\nTOKEN=x',
    '\tTOKEN\t=x',
    "A=1 # it's\nTOKEN=x",
  ])('a name that is there stays as it is: %j', (text) => {
    expect(editDotenv(path, text, 'Header', [token])).toBe(text);
  });

  test('an unclosed quote, which would take in the new lines, is a conflict with its line', () => {
    const text = 'A=1\nB="x\ny"\nPASSWORD=\'open\n';
    const { code, values } = problemOf(() => editDotenv(path, text, 'Header', [token]));
    expect({ code, values }).toEqual({ code: 'dotenv-conflict', values: { path, line: 4 } });
    expect(editDotenv(path, text, 'Header', [key])).toContain('API_KEY=replace-me');
  });

  test('a quote that a new line would close, so that it takes in a name, is a conflict', () => {
    const text = "\0\nA='\n\0\nAPI_KEY=";
    const closing = { ...token, comment: "The token, at most 6'" };
    expect(problemOf(() => editDotenv(path, text, 'Header', [key, closing]))).toMatchObject({
      code: 'dotenv-conflict',
    });
  });

  const lines = fc.oneof(
    fc.constantFrom(
      '',
      '# a comment',
      '#TOKEN=old',
      'export A=1',
      'B = two # said',
      'C="x\ny"',
      "D='# no comment'",
      'E=`\'"\nz`',
      'F: 1',
      'not an assignment',
      'G="open',
      '=x',
      'API_KEY=real',
      'export TOKEN="real"',
    ),
    fc
      .tuple(fc.constantFrom('A', 'H_1', 'API_KEY', 'TOKEN'), fc.string({ maxLength: 8 }))
      .map((pair) => pair.join('=')),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const files = fc
    .tuple(fc.array(lines, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), fc.nat(3))
    .map(([list, lineBreak, final]) => list.join(lineBreak) + lineBreak.repeat(final));

  test('in any file, values are kept, missing names are added, and adding again changes nothing', () => {
    fc.assert(
      fc.property(files, (text) => {
        let edited: string;
        try {
          edited = editDotenv(path, text, 'Header', [key, token]);
        } catch (error) {
          expect(error).toMatchObject({ code: 'dotenv-conflict' });
          // Node also continues across a line that contains only a tab.
          expect(maskDotenv(text) + text).toMatch(/^\*\*\*|^\w+: |['"`]|^[^\S\n]+$/m);
          return;
        }
        const before = parseEnv(text);
        for (const name of Object.keys(before).filter(isName))
          expect(parseEnv(edited)[name]).toBe(before[name]);
        if (text !== '') {
          const final = /(?:\r?\n)*$/.exec(text)?.[0] ?? '';
          expect(edited.startsWith(text.slice(0, text.length - final.length))).toBe(true);
          expect(edited.endsWith(final)).toBe(true);
        }
        for (const { name } of [key, token]) {
          if (!Object.hasOwn(before, name) && !mentions(text, name))
            expect(parseEnv(edited)).toHaveProperty(name, 'replace-me');
        }
        expect(editDotenv(path, edited, 'Header', [key, token])).toBe(edited);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Node accepts more as names than a person would, such as `#A` at the end of a file. */
function isName(name: string): boolean {
  return /^[\w.-]+$/.test(name);
}

/** Whether any line could give the name a value for some reader. */
function mentions(text: string, name: string): boolean {
  return new RegExp(`^[ \\t]*(export[ \\t]+)?${name}[ \\t]*[=:]`, 'm').test(text);
}

describe('Showing a .env', () => {
  test('names stay, values and comments do not', () => {
    const text = `# https://user:pass@host
export A = secret # secret
B="secret
secret" # secret
C: secret
C="secret" secret
C=secret

D='secret
E=secret
secret

F=\r\nsecret`;
    expect(maskDotenv(text)).toBe(`# ***
export A = ***
B=***
***
C: ***
C=***
***

D=***
***
***

F=***\r\n***`);
  });

  test.each([
    'CANARY',
    'export CANARY',
    'A B=CANARY',
    '=CANARY',
    'A=CANARY',
    "A='CANARY",
    'A="x\nCANARY="\n',
    'A="x\\"CANARY\nCANARY=1"',
    'A=-----BEGIN\nCANARY+/x\nCANARY=\n-----END',
    'A="open\nCANARY=\nB=1',
    'A=`CANARY\n\nCANARY`',
    '#A=CANARY',
    '  # CANARY',
    'A=1#CANARY',
    'A=\rCANARY',
    'A: CANARY',
    'A:CANARY',
    'A=x\\\nCANARY',
    'https://x:CANARY@y',
    'A={\n"k": "CANARY"\n}',
    '\ufeffA=CANARY',
  ])('no part of a value is shown: %j', (text) => {
    expect(maskDotenv(text)).not.toContain('CANARY');
  });

  test('whatever is beside a value, no part of it is shown, and the lines stay in their places', () => {
    const secret = fc.constantFrom(
      'A=CANARY',
      "B='CANARY'",
      'C="x\nCANARY"',
      'export D = `CANARY`',
      '# CANARY',
      '#E=CANARY',
      'CANARY',
      'F: CANARY',
      'G=x#CANARY',
      'H="\\"CANARY"',
    );
    const beside = fc.oneof(
      fc.constantFrom('', 'A=', 'B="', "C='", 'D=`', 'E', '"', "'", "# it's", 'F: "', 'G=\\', '"H', 'I="\\"'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const lineBreaks = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(secret, beside), lineBreaks), { maxLength: 8 }), (lines) => {
        const text = lines.flat().join('');
        const masked = maskDotenv(text);
        expect(masked).not.toContain('CANARY');
        expect(masked.replace(/[^\r\n]/g, '')).toBe(text.replace(/[^\r\n]/g, ''));
      }),
      { numRuns: 1000 },
    );
  });
});

test('more names than a .env can have are refused, a hundred thousand as well', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...key, name: `K${index}` }));
  expect(editDotenv(path, '', 'Header', entries(2000)).match(/^K\d+=/gm)).toHaveLength(2000);
  for (const count of [8000, 100_000])
    expect(problemOf(() => editDotenv(path, 'A=1\n', 'Header', entries(count)))).toMatchObject({
      code: 'dotenv-too-large',
    });
});
