import path from 'node:path';
import fc from 'fast-check';
import validatePackageName from 'validate-npm-package-name';
import { describe, expect, test } from 'vitest';
import { appSlug, parseAppName, parseFunctionName } from '../../src/answers/names.ts';
import { toldParse } from '../thrown.ts';

/** Anything that a person or script might enter: any text, combinations of hostile parts, and almost valid names. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '..',
        '.',
        '/',
        '\\',
        'con',
        'NUL',
        '-',
        '_',
        ' ',
        'a',
        'B',
        '9',
        '__proto__',
        '.js',
        'é',
        '\u202e',
      ),
    )
    .map((parts) => parts.join('')),
  fc.stringMatching(/^[A-Za-z0-9_.-]{1,70}$/),
);

const uid = /^[a-zA-Z0-9_\-.]{1,64}$/;

/** Windows' own rules for the name of a file. */
function fitsWindows(name: string): boolean {
  const device = /^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])$/i;
  const stem = (name.split('.')[0] ?? '').trimEnd();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses them
  return !/[<>:"/\\|?*\u0000-\u001f]/.test(name) && !/[. ]$/.test(name) && !device.test(stem);
}

describe('a function name', () => {
  test.each([
    'hello',
    'getContact',
    'sync_deals',
    'sync-deals',
    'v2.sync',
    '_private',
    '404',
    'console',
    'com10',
  ])('%s is taken as it is', (name) => expect(parseFunctionName(name)).toEqual({ value: name }));

  test('blanks around it are dropped', () => {
    expect(parseFunctionName('  hello\n')).toEqual({ value: 'hello' });
  });

  test.each([
    ['', 'hello', 'needs a name'],
    ['   ', 'hello', 'needs a name'],
    ['get contact', 'get-contact', 'it can only contain'],
    ['Größe prüfen!', 'Grosse-prufen', 'it can only contain'],
    ['"; process.exit(); "', 'process.exit', 'it can only contain'],
    ['日本', 'hello', 'it can only contain'],
    ['../x', 'x', 'it can only contain'],
    ['..\\..\\x', 'x', 'it can only contain'],
    ['/etc/passwd', 'etc-passwd', 'it can only contain'],
    ['.hidden', 'hidden', 'starts with'],
    ['-rf', 'rf', 'starts with'],
    ['..', 'hello', 'starts with'],
    ['hello.', 'hello', 'ends with'],
    ['hello.js', 'hello', 'leave out the file extension'],
    ['hello.ts', 'hello', 'leave out the file extension'],
    ['con', 'con-function', 'Windows'],
    ['NUL', 'nul-function', 'Windows'],
    ['Com1.backup', 'com1-backup', 'Windows'],
    ['lpt9', 'lpt9-function', 'Windows'],
    ['__proto__', 'proto', 'JavaScript'],
    ['constructor', 'constructor-function', 'JavaScript'],
    ['toString', 'tostring', 'JavaScript'],
    ['node_modules', 'node_modules-function', 'npm'],
    ['a'.repeat(65), 'a'.repeat(64), 'longer than 64'],
  ])('%j is refused, and %s is proposed', (name, proposal, reason) => {
    const parsed = toldParse(parseFunctionName(name));
    expect(parsed).toEqual({ problem: expect.stringContaining(reason), proposal });
  });

  test('an escape sequence is shown spelled out', () => {
    expect(toldParse(parseFunctionName('\u001b[2J'))).toMatchObject({
      problem: expect.not.stringContaining('\u001b'),
    });
  });

  test('every accepted name is a valid uid, and a valid file name on any system', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseFunctionName(text);
        if (!('value' in parsed)) return;
        expect(parsed.value).toMatch(uid);
        for (const file of [`${parsed.value}.js`, `${parsed.value}.json`, `${parsed.value}-hsmeta.json`]) {
          expect(path.posix.dirname(path.posix.join('/project/folder', file))).toBe('/project/folder');
          expect(path.win32.dirname(path.win32.join('C:\\project\\folder', file))).toBe(
            'C:\\project\\folder',
          );
          expect(fitsWindows(file), file).toBe(true);
        }
        expect(({} as Record<string, unknown>)[parsed.value]).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  test('whatever is refused, the suggestion is accepted', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = parseFunctionName(text);
        if ('value' in parsed) return;
        expect(parseFunctionName(parsed.proposal ?? '')).toEqual({ value: parsed.proposal });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an app name', () => {
  test.each(['My App!', 'Größe & Co', '日本', "it's", '../x', 'a'.repeat(100)])(
    '%j is taken as it is',
    (name) => {
      expect(parseAppName(` ${name}\n`)).toEqual({ value: name });
    },
  );

  test.each(['', ' ', 'a\nb', 'a\u001b[2Jb', 'a\u202eb', '\ud800', 'a'.repeat(101)])(
    '%j is refused',
    (name) => {
      expect(toldParse(parseAppName(name))).toEqual(expect.objectContaining({ problem: expect.any(String) }));
    },
  );

  test.each([
    ['shop', 'shop'],
    ['My App!', 'my-app'],
    ['MyApp', 'myapp'],
    ['_app', 'app'],
    ['http', 'http-app'],
    ['@scope/app', 'scope-app'],
    ["it's", 'it-s'],
    ['Größe & Co', 'grosse-co'],
    ['Øst Łódź', 'ost-lodz'],
    ['favicon.ico', 'favicon-ico'],
    ['aux', 'aux-app'],
    ['', 'my-app'],
    ['😀', 'my-app'],
  ])('of %j the folder, the uid and the package are called %s', (name, slug) => {
    expect(appSlug(name)).toBe(slug);
  });

  test('of any text gives a name that is valid for npm, a uid, and a folder on any system', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = appSlug(text);
        expect(validatePackageName(name).validForNewPackages).toBe(true);
        expect(name).toMatch(uid);
        expect(fitsWindows(name), name).toBe(true);
        expect(appSlug(name)).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });
});
