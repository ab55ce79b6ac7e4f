import type { AnyNode, Identifier, Program } from 'acorn';
import { type AncestorVisitors, ancestor } from 'acorn-walk';

/** Visitors of a syntax tree, by node type; ancestors are ordered from the root to the node. */
export type Visitors = AncestorVisitors<unknown> & {
  /** A name that is declared or assigned to; the walker's types leave it out. */
  readonly VariablePattern?: (node: Identifier, state: unknown, ancestors: AnyNode[]) => void;
};

/** Visitors of a tree, and what they have found once the walk is over. */
export interface Visiting<Facts> {
  readonly visitors: Visitors;
  result(): Facts;
}

/** Walks a tree once for all visitors: walking takes longer than visiting. */
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
