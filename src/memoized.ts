/** Returns the same function with its results cached by key. */
export function memoized<Key, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined || known.has(key)) return before as Value;
    const value = find(key);
    known.set(key, value);
    return value;
  };
}
