/** Options that npm itself has and that take the next word as their value. */
const takesNextWord = ['--diff'];

/**
 * What npm 9 and 10 do to the arguments after `npm create hs-function` if there is no `--` among them. calls.test.ts
 * compares this with npm itself.
 */
export function swallow(given: readonly string[]): { argv: string[]; env: Record<string, string> } {
  const argv: string[] = [];
  const values: Record<string, string[]> = {};
  const set = (name: string, value: string) => {
    values[name] = [...(values[name] ?? []), value];
  };
  for (let index = 0; index < given.length; index++) {
    const word = given[index] as string;
    const next = given[index + 1];
    const [flag = '', ...value] = word.split('=');
    if (!word.startsWith('--')) argv.push(word);
    else if (flag === '--app') {
      set('all', 'true');
      set('parseable', 'true');
      if (value.length > 0) argv.push(value.join('='));
    } else if (takesNextWord.includes(word) && next !== undefined) {
      set(flag.slice(2), next);
      index++;
    } else if (value.length > 0) set(flag.slice(2), value.join('='));
    else if (flag.startsWith('--no-')) set(flag.slice(5), '');
    else set(flag.slice(2), 'true');
  }
  const env = Object.entries(values).map(([name, all]) => {
    return [`npm_config_${name.replaceAll('-', '_')}`, all.join('\n\n')] as const;
  });
  return { argv, env: Object.fromEntries(env) };
}
