import { printable } from '../terminal/text.ts';
import type { FaultOf, Numbers, Texts } from './row.ts';
import { faultText } from './shown.ts';

export type JsonFault = FaultOf<typeof jsonFaults>;

const jsonFaults = {
  expected: ({ expected, found }: { readonly expected: string; readonly found: string | undefined }) =>
    `expected ${expected}, found ${found === undefined ? 'the end of the file' : printable(JSON.stringify(found))}`,
  'unclosed-string': () => 'the string that starts here has no closing quote on its line',
  'control-character': () => 'a string has a control character; write it as \\u and four digits',
  escape: () => 'there is no such escape sequence in JSON; write \\\\ for a backslash',
  comment: () => 'this slash does not start a comment, or the comment is not closed',
  'nested-too-deep': ({ limit }: Numbers<'limit'>) => `nested more than ${limit} levels deep`,
} as const satisfies Texts<string>;

/** The problem with a JSON text, in words that follow "is": `not valid JSON: …`. */
export function jsonFaultText(fault: JsonFault): string {
  const text = faultText(jsonFaults, fault);
  return fault.fault === 'nested-too-deep' ? text : `not valid JSON: ${text}`;
}
