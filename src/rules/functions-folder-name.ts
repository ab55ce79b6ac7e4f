import { posix } from 'node:path';
import type { Found, Rule } from './rule.ts';

export const functionsFolderName: Rule = {
  id: 'functions-folder-name',
  severity: 'warning',
  layout: 'serverless-json',
  finds: 'a functions folder that is not named `app.functions`',
  why: 'HubSpot builds any folder whose name ends in .functions, but its local tools find only app.functions.',
  source: "HubSpot's documentation; read in @hubspot/app-functions-dev-server 0.11.1",
  find: ({ folders }) =>
    folders.flatMap(({ path, registry }) =>
      registry === undefined || posix.basename(path) === 'app.functions'
        ? []
        : [unusualFolder(path, registry.path)],
    ),
};

export function unusualFolder(folder: string, path: string): Found {
  return {
    path,
    message: `HubSpot builds ${folder}, but its local tools (hs project dev) only find a folder named app.functions.`,
    hint: 'Rename it to app.functions, unless you never use them.',
  };
}
