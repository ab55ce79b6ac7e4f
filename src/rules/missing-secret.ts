import { isSecretName } from '../check/secret-values.ts';
import type { Found, Rule } from './rule.ts';

export const missingSecret: Rule = {
  id: 'missing-secret',
  severity: 'suggestion',
  finds: 'a declared secret without a value in `.env`',
  why: 'Local runs of the function do not have it. Said only where there is a `.env` file.',
  source: "HubSpot's local runtime reads `.env` in the functions folder",
  find: ({ folders, functions }) =>
    folders.flatMap((folder) => {
      const { env } = folder;
      if (env === undefined) return [];
      const said = new Set<string>();
      return functions
        .filter((one) => one.folder === folder)
        .flatMap(({ name, secrets }) =>
          secrets.flatMap((secret): Found[] => {
            const value = env.names.get(secret) ?? 'empty';
            if (value !== 'empty' || said.has(secret) || !isSecretName(secret)) return [];
            said.add(secret);
            return [
              {
                path: env.path,
                message: `${env.path} has no value for ${secret}, a secret of ${name}.`,
                hint: `Add a line ${secret}=… for local runs.`,
              },
            ];
          }),
        );
    }),
};
