import { inCodes, type Rule } from './rule.ts';

export const contextSecrets: Rule = {
  id: 'context-secrets',
  severity: 'warning',
  finds: '`context.secrets`',
  why: "In production secrets are in `process.env` only. HubSpot's local runtime has both, so the code works until it is deployed.",
  source: "HubSpot's documentation; seen missing on 2026.09",
  warnsIn: ['run', 'migrate'],
  find: inCodes(({ context, reads }) => {
    const names = new Set(reads.map(({ name }) => name));
    const hasOther = (key: string | undefined) => (key === undefined ? names.size > 0 : names.has(key));
    return context
      .filter(({ member, key }) => member === 'secrets' && !hasOther(key))
      .map((read) => ({
        at: read,
        message: 'context.secrets does not exist in production.',
        hint: `Read process.env.${read.key ?? 'NAME'} instead.`,
      }));
  }),
};
