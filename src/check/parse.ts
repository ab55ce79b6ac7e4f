import type { Node, Program } from 'acorn';
import type { Code, Position } from './facts.ts';
import { limitedParser, tooDeep } from './limited-parser.ts';
import { positions } from './positions.ts';

/** A JavaScript file as a syntax tree. */
export interface Parsed {
  readonly text: string;
  readonly comments: readonly string[];
  readonly program: Program;
  place(node: Pick<Node, 'start'>): Position;
}

/**
 * Parses a file the way Node would load it.
 * @param module whether Node treats the file as an ES module; undefined if Node decides by its content
 */
export function parseCode(
  text: string,
  module: boolean | undefined,
): Parsed | NonNullable<Code['syntaxError']> {
  const place = positions(text);
  const kinds: readonly (typeof module)[] = module === undefined ? [false, true] : [module];
  const failures: { readonly at: number; readonly reason: string | undefined }[] = [];
  for (const kind of kinds) {
    const comments: string[] = [];
    const onComment = (_isBlock: boolean, comment: string) => comments.push(comment);
    try {
      const sourceType = kind === true ? 'module' : 'commonjs';
      const options = { ecmaVersion: 'latest', sourceType, allowHashBang: true, onComment } as const;
      const program = limitedParser.parse(text, options);
      return { text, comments, program, place: ({ start }) => place(start) };
    } catch (error) {
      const { pos, message } = error as { readonly pos: number; readonly message: string };
      const isTooDeep = message.startsWith(tooDeep);
      failures.push({ at: pos, reason: isTooDeep ? undefined : message.replace(/ \(\d+:\d+\)$/, '') });
    }
  }
  // Report the attempt that got further: it is most likely the intended format.
  const failure = failures.reduce((one, other) => (other.at > one.at ? other : one));
  return { ...place(failure.at), reason: failure.reason };
}
