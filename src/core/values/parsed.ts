/** What came of reading a value that a person wrote: the value as it is kept, or a refusal. */
export type Parsed<Value> = { readonly value: Value } | Refusal;

export interface Refusal {
  /** What is wrong and why, in one sentence that is safe to show in a terminal. */
  readonly problem: string;
  /** A correction that would be accepted, where one suggests itself. */
  readonly proposal?: string;
}

/** Characters of a correction; a longer one is shown to nobody's use. */
const longestProposal = 200;

/** A refusal in the words that a person reads: the problem, and the correction where there is one. */
export function refusalText({ problem, proposal }: Refusal): string {
  return proposal === undefined || proposal.length > longestProposal
    ? problem
    : `${problem} Try ${proposal}.`;
}
