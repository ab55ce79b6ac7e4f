import { posix } from 'node:path';
import type { Found, Rule } from './rule.ts';

export const letterCase: Rule = {
  id: 'letter-case',
  severity: 'error',
  finds: 'a file whose name differs from the one on disk in case',
  why: 'It is found on macOS and Windows, but not on Linux, where HubSpot runs functions.',
  source: 'how file systems compare names',
  fixable: true,
  warnsIn: ['run'],
  find: ({ folders, functions, codes, layout, spelling }) => [
    ...folders.flatMap((folder): Found[] => {
      const real = spelling(`${folder.path}/package.json`);
      if (real === undefined || real.endsWith('/package.json')) return [];
      const message = `"package.json" is ${posix.basename(real)} on disk, and case matters at HubSpot.`;
      return [{ path: real, message, hint: 'Rename it to package.json.' }];
    }),
    ...functions.flatMap(({ written, file, configFile, at }): Found[] => {
      const real = file === '' || written === undefined ? undefined : spelling(file);
      if (real === undefined || real === file || written === undefined) return [];
      const place = [...at, layout === 'hsmeta' ? 'entrypoint' : 'file'];
      const tail = real.slice(-written.replace(/^(?:\.?\/)+/, '').length);
      const value = written.slice(0, written.length - tail.length) + tail;
      return [
        {
          path: configFile.path,
          at: place,
          message: `"${written}" is ${posix.basename(real)} on disk, and case matters at HubSpot.`,
          hint: `Write "${value}".`,
          ...(value.toLowerCase() === written.toLowerCase()
            ? { fix: { kind: 'replace', at: place, value } }
            : {}),
        },
      ];
    }),
    ...codes.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, target, isSpelled, line, column }): Found[] =>
        target === undefined || isSpelled
          ? []
          : [
              {
                path,
                at: { line, column },
                message: `"${specifier}" is ${posix.basename(target)} on disk, and case matters at HubSpot.`,
                hint: 'Spell it as it is on disk.',
              },
            ],
      ),
    ),
  ],
};
