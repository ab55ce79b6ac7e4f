/**
 * Counts the characters that a scanner reads or copies. A scan is linear if twice the text takes twice the steps. Unlike
 * times, steps are the same on every machine.
 */
export function countSteps(text: string, scan: (text: string) => unknown): number {
  let steps = 0;
  const counted = new Proxy(Object(text), {
    get(target: object, key) {
      if (key === 'length') return text.length;
      if (typeof key === 'string' && /^\d+$/.test(key)) {
        steps += 1;
        return text[Number(key)];
      }
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) => {
        const result: unknown = method.apply(text, given);
        steps += costOf(result, given, text);
        return result;
      };
    },
  });
  scan(counted as string);
  return steps;
}

/** A search reads everything up to what it finds; any other method reads what it returns. */
function costOf(result: unknown, given: readonly unknown[], text: string): number {
  if (typeof result === 'string') return result.length + 1;
  if (typeof result === 'boolean') return String(given[0]).length + 1;
  const [, from = 0] = given;
  return typeof result === 'number' && typeof given[0] === 'string'
    ? (result < 0 ? text.length : result) - Number(from) + 1
    : 1;
}
