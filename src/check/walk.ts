import type { AnyNode, Identifier, Program } from 'acorn';
import { type AncestorVisitors, fullAncestor } from 'acorn-walk';

/**
 * Visitors for a syntax tree, by node type (`Function` for any function). Ancestors are ordered from the root to the node,
 * which is included.
 */
export type Visitors = AncestorVisitors<unknown> & {
  /** A name that is declared or assigned to. The walker's types do not include it. */
  readonly VariablePattern?: (node: Identifier, state: unknown, ancestors: AnyNode[]) => void;
};

/** Visitors for a syntax tree, and a function that returns their results after the walk. */
export interface Visiting<Facts> {
  readonly visitors: Visitors;
  result(): Facts;
}

/** Walks a tree once for all visitors, because walking takes longer than visiting. */
export function walkFor(program: Program, all: readonly Visitors[]): void {
  fullAncestor(program, (node, state, ancestors, type) => {
    for (const visitors of all)
      visitors[type as keyof Visitors]?.(node as never, state, ancestors as AnyNode[]);
  });
}
