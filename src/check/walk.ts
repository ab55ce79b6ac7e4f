import type { AnyNode, Identifier, Program } from 'acorn';
import { type AncestorVisitors, ancestor } from 'acorn-walk';

/** Visitors for a syntax tree, by node type. Ancestors are ordered from the root to the node, which is included. */
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
  // biome-ignore lint/suspicious/noExplicitAny: each visitor takes the nodes of its own type
  const byType = new Map<string, ((node: any, state: unknown, ancestors: any) => void)[]>();
  for (const visitors of all) {
    for (const [type, visit] of Object.entries(visitors))
      byType.set(type, [...(byType.get(type) ?? []), visit]);
  }
  const merged = Array.from(byType, ([type, visits]) => [
    type,
    visits.length === 1
      ? visits[0]
      : (...given: Parameters<(typeof visits)[number]>) => {
          for (const visit of visits) visit(...given);
        },
  ]);
  ancestor(program, Object.fromEntries(merged) as Visitors);
}
