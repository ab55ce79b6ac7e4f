import type { AnyNode, Literal } from 'acorn';
import { ancestor } from 'acorn-walk';
import { isBundled } from './bundled.ts';
import { environmentOf } from './environment.ts';
import type { Code, Import } from './facts.ts';
import { handlerOf } from './handler.ts';
import { exportsOf } from './main-export.ts';
import { type Parsed, parseCode } from './parse.ts';
import { declaringScope } from './scope.ts';

/** A file of which nothing is known but its text. */
const unread = {
  syntaxError: undefined,
  reads: [],
  readsUnknown: true,
  imports: [],
  typos: [],
  exportsMain: undefined,
  commonjs: undefined,
  context: [],
  sendCalls: [],
  logged: [],
  bareReturns: [],
  textParams: [],
} as const satisfies Omit<Code, 'path' | 'text' | 'bundled'>;

/**
 * Reads a JavaScript file with a parser, without running any of it.
 *
 * @param path relative to the project, with `/`
 * @param module whether Node takes it for an ES module; undefined where Node decides by its content
 */
export function codeOf(path: string, text: string, module: boolean | undefined): Code {
  if (isBundled(text)) return { ...unread, path, text, bundled: true };
  const parsed = parseCode(text, module);
  if (!('program' in parsed)) return { ...unread, path, text, bundled: false, syntaxError: parsed };
  const { main, exportsMain, commonjs } = exportsOf(parsed.program);
  return {
    path,
    text,
    bundled: false,
    syntaxError: undefined,
    ...environmentOf(parsed),
    ...handlerOf(parsed, main),
    imports: importsOf(parsed),
    exportsMain,
    commonjs: commonjs === undefined ? undefined : parsed.place(commonjs),
  };
}

/** Modules that a file loads by a name that stands in it. */
function importsOf(parsed: Parsed): readonly Import[] {
  const found: Import[] = [];
  const add = (node: AnyNode, source: AnyNode | null | undefined, optional = false) => {
    const specifier = (source as Literal | undefined)?.value;
    if (source?.type !== 'Literal' || typeof specifier !== 'string') return;
    found.push({ ...parsed.place(node), specifier, optional });
  };
  const isTried = (ancestors: readonly AnyNode[]) =>
    ancestors.some((node, index) => node.type === 'TryStatement' && node.block === ancestors[index + 1]);
  ancestor(parsed.program, {
    ImportDeclaration: (node) => add(node, node.source),
    ExportAllDeclaration: (node) => add(node, node.source),
    ExportNamedDeclaration: (node) => add(node, node.source),
    ImportExpression: (node, _, ancestors) => add(node, node.source, isTried(ancestors)),
    CallExpression(node, _, ancestors) {
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
      if (isRequire && declaringScope('require', ancestors) === undefined) {
        add(node, node.arguments[0], isTried(ancestors));
      }
    },
  });
  return found;
}
