/** One way to read words: which of them are values of options, and which are operands. */
export interface Reading {
  /** The values of each option, in their order. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly operands: readonly string[];
}

/** More words than anybody types are not tried in every combination. */
const mostWords = 8;

/**
 * The ways in which each option gets one of the words and at most `operandLimit` words are left as operands: none
 * where it cannot be done, and two where there are more.
 *
 * @param names options that need a value, one entry a value
 * @param allows can the option have this value?
 */
export function readWords(
  words: readonly string[],
  names: readonly string[],
  operandLimit: number,
  allows: (name: string, value: string) => boolean,
): readonly Reading[] {
  const spare = words.length - names.length;
  if (words.length > mostWords || spare < 0 || spare > operandLimit) return [];
  const found = new Map<string, Reading>();
  const place = (at: number, left: readonly string[], reading: Reading): void => {
    const word = words[at];
    if (found.size > 1) return;
    if (word === undefined) {
      found.set(JSON.stringify([Object.entries(reading.values).sort(), reading.operands]), reading);
      return;
    }
    if (words.length - at > left.length) {
      place(at + 1, left, { ...reading, operands: [...reading.operands, word] });
    }
    for (const name of new Set(left)) {
      if (!allows(name, word)) continue;
      const values = { ...reading.values, [name]: [...(reading.values[name] ?? []), word] };
      place(at + 1, left.toSpliced(left.indexOf(name), 1), { ...reading, values });
    }
  };
  place(0, names, { values: {}, operands: [] });
  return [...found.values()];
}

/** The usual order, for a proposal: operands that are too many first, then the values; `VALUE` where one is missing. */
export function likelyReading(words: readonly string[], names: readonly string[]): Reading {
  const spare = Math.max(0, words.length - names.length);
  const values: Record<string, string[]> = {};
  for (const [index, name] of names.entries()) {
    values[name] = [...(values[name] ?? []), words[spare + index] ?? 'VALUE'];
  }
  return { values, operands: words.slice(0, spare) };
}
