import type { Rule } from './rule.ts';

export const contextSecrets: Rule = {
  id: 'context-secrets',
  severity: 'warning',
  finds: '`context.secrets`',
  why: "In production secrets are in `process.env` only. HubSpot's local runtime has both, so the code works until it is deployed.",
  source: "HubSpot's documentation; seen missing on 2026.09",
  warnsIn: ['run'],
  *find({ codes }) {
    for (const { path, context, reads } of codes) {
      const names = new Set(reads.map(({ name }) => name));
      for (const { member, key, line, column } of context) {
        const hasOther = key === undefined ? names.size > 0 : names.has(key);
        if (member !== 'secrets' || hasOther) continue;
        const hint = `Read process.env.${key ?? 'NAME'} instead.`;
        yield { path, at: { line, column }, message: 'context.secrets does not exist in production.', hint };
      }
    }
  },
};
