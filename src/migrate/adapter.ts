import type { Code } from '../check/facts.ts';
import type { Platform } from '../data/platforms.ts';
import type { TextEdit } from '../edit/json-insert.ts';

/**
 * Where a handler that takes a callback comes from: the design manager, or a platform version that answers in this way. Unless
 * it is `callback`, what such a handler returns is an answer too.
 */
export type AdapterOrigin = 'design-manager' | Platform['answers'];

const ofBoth = 'Kept as it was written: it answers through a callback, or by what it returns.';

const comments = {
  'design-manager':
    'Kept as it was written for the design manager, which gave every query value as a list and took a callback.',
  callback: 'Kept as it was written for platform version 2023.1, which took a callback.',
  return: ofBoth,
  either: ofBoth,
} as const;

/** The edit that appends the adapter to a source; undefined if the source needs none or is not CommonJS. */
export function adapterEdit(
  text: string,
  code: Code | undefined,
  origin: AdapterOrigin,
): TextEdit | undefined {
  if (!code?.callback || code.commonjs === undefined) return undefined;
  return { offset: text.length, length: 0, content: adapterFor(text, origin) };
}

/**
 * The text to append to a CommonJS source so that a handler that answers through a callback returns its answer instead. Uses
 * the file's own line breaks. It goes into the handler's file because a function's code must be in one file.
 * @param source CommonJS code
 */
export function adapterFor(source: string, origin: AdapterOrigin): string {
  const exported = /\bmodule\.exports\s*=[^=]/.test(source) ? 'module.exports' : 'exports';
  const name = freeName(source, 'withCallback');
  const lineBreak = /\r?\n/.exec(source)?.[0] ?? '\n';
  const wantsLists = origin === 'design-manager';
  const context = wantsLists ? '{ ...context, params: Object.fromEntries(lists) }' : 'context';
  const called = `Promise.resolve(${name}(${context}, resolve))`;
  const text = [
    `// ${comments[origin]}`,
    `const ${name} = ${exported}.main;`,
    `${exported}.main = (context) =>`,
    '  new Promise((resolve, reject) => {',
    ...(wantsLists ? [listsOfParams] : []),
    '    try {',
    wantsLists || origin === 'callback'
      ? `      ${called}.catch(reject);`
      : `      ${called}.then((answer) => answer === undefined || resolve(answer), reject);`,
    '    } catch (error) {',
    '      reject(error);',
    '    }',
    '  });',
    '',
  ].join(lineBreak);
  return (source.endsWith('\n') ? '' : lineBreak) + lineBreak + text;
}

const listsOfParams =
  '    const lists = Object.entries(context.params ?? {}).map(([name, value]) => [name, [value].flat()]);';

function freeName(source: string, wanted: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}${count}`;
    if (!source.includes(name)) return name;
  }
}
