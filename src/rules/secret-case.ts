import type { Found, Rule } from './rule.ts';

export const secretCase: Rule = {
  id: 'secret-case',
  severity: 'warning',
  finds: 'two secrets whose names differ only in case',
  why: 'Secret names are case-sensitive, so these are two secrets, and usually only one has a value.',
  source: 'environment variables are case-sensitive on Linux, where HubSpot runs functions',
  *find({ functions }) {
    const first = new Map<string, string>();
    for (const { secrets, secretsKey, configFile, at } of functions) {
      for (const [index, secret] of secrets.entries()) {
        const lower = secret.toLowerCase();
        const known = first.get(lower);
        if (known === undefined) first.set(lower, secret);
        else if (known !== secret)
          yield { ...otherCase(secret, known, configFile.path), at: [...at, secretsKey, index] };
      }
    }
  },
};

export function otherCase(secret: string, known: string, path: string): Found {
  return {
    path,
    message: `The secret ${secret} differs from ${known} only in case: they are two secrets.`,
    hint: 'Use one spelling everywhere.',
  };
}
