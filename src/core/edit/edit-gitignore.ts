import { appendLines } from './append-lines.ts';

/**
 * Appends the rules that a `.gitignore` lacks. As the last rule that matches decides, a rule that takes files back in
 * (`!`) is repeated where one that it has to follow is appended.
 */
export function editGitignore(text: string, rules: readonly string[]): string {
  const present = new Set(text.split('\n').map((line) => line.trimEnd()));
  const added: string[] = [];
  for (const rule of rules) {
    if (!present.has(rule) || (rule.startsWith('!') && added.length > 0)) added.push(rule);
  }
  return appendLines(text, added, false);
}
