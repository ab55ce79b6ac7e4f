import type { AnyNode, Literal } from 'acorn';
import { environmentVisitors } from './environment.ts';
import type { Code, Import } from './facts.ts';
import { handlerVisitors } from './handler.ts';
import { exportsOf } from './main-export.ts';
import { type Parsed, parseCode } from './parse.ts';
import { isBundled, partialCode } from './partial-facts.ts';
import { bindingOf } from './scope.ts';
import { type Visiting, type Visitors, walkFor } from './walk.ts';

/**
 * Parses a JavaScript file without running it. A bundled file is not analysed.
 * @param path relative to the project, with `/`
 * @param module whether Node treats the file as an ES module; undefined if Node decides by its content
 */
export function codeOf(path: string, text: string, module: boolean | undefined): Code {
  if (isBundled(text)) return partialCode({ path, text, bundled: true });
  const parsed = parseCode(text, module);
  const known = { path, text, bundled: false };
  if (!('program' in parsed)) return partialCode({ ...known, syntaxError: parsed });
  const { main, exportsMain, commonjs } = exportsOf(parsed);
  const readers = [environmentVisitors(parsed), importVisitors(parsed), ...handlerVisitors(parsed, main)];
  walkFor(
    parsed.program,
    readers.map(({ visitors }) => visitors),
  );
  const results = readers.map(({ result }) => result());
  return partialCode(
    Object.assign({ ...known, exportsMain, commonjs: commonjs && parsed.place(commonjs) }, ...results),
  );
}

function importVisitors(parsed: Parsed): Visiting<Pick<Code, 'imports'>> {
  const found: Import[] = [];
  const add = (node: AnyNode, source: AnyNode | null | undefined, optional = false) => {
    const specifier = (source as Literal | undefined)?.value;
    if (source?.type !== 'Literal' || typeof specifier !== 'string') return;
    found.push({ ...parsed.place(node), specifier, optional });
  };
  const isTried = (ancestors: readonly AnyNode[]) =>
    ancestors.some((node, index) => node.type === 'TryStatement' && node.block === ancestors[index + 1]);
  const visitors: Visitors = {
    ImportDeclaration: (node) => add(node, node.source),
    ExportAllDeclaration: (node) => add(node, node.source),
    ExportNamedDeclaration: (node) => add(node, node.source),
    ImportExpression: (node, _, ancestors) => add(node, node.source, isTried(ancestors)),
    CallExpression(node, _, ancestors) {
      const { callee } = node;
      if (callee.type !== 'Identifier' || callee.name !== 'require') return;
      if (bindingOf(callee, ancestors) === undefined) add(node, node.arguments[0], isTried(ancestors));
    },
  };
  return { visitors, result: () => ({ imports: found }) };
}
