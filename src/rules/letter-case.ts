import { posix } from 'node:path';
import { type Rule, settingKeys } from './rule.ts';

export const letterCase: Rule = {
  id: 'letter-case',
  severity: 'error',
  finds: 'a file whose name differs from the one on disk in case',
  why: 'It is found on macOS and Windows, but not on Linux, where HubSpot runs functions.',
  source: 'how file systems compare names',
  fixable: true,
  warnsIn: ['run', 'migrate'],
  *find({ folders, functions, codes, layout, spelling }) {
    for (const folder of folders) {
      const real = spelling(`${folder.path}/package.json`);
      if (real === undefined || real.endsWith('/package.json')) continue;
      const message = `"package.json" is ${posix.basename(real)} on disk, and case matters at HubSpot.`;
      yield { path: real, message, hint: 'Rename it to package.json.' };
    }
    for (const { written, file, configFile, at } of functions) {
      const real = file === '' || written === undefined ? undefined : spelling(file);
      if (real === undefined || real === file || written === undefined) continue;
      const place = [...at, settingKeys[layout].file];
      const tail = real.slice(-written.replace(/^(?:\.?\/)+/, '').length);
      const value = written.slice(0, written.length - tail.length) + tail;
      const isSame = value.toLowerCase() === written.toLowerCase();
      yield {
        path: configFile.path,
        at: place,
        message: `"${written}" is ${posix.basename(real)} on disk, and case matters at HubSpot.`,
        hint: `Write "${value}".`,
        ...(isSame ? { fix: { kind: 'replace', at: place, value } } : {}),
      };
    }
    for (const { path, imports } of codes) {
      for (const { specifier, target, isSpelled, line, column } of imports) {
        if (target === undefined || isSpelled) continue;
        const message = `"${specifier}" is ${posix.basename(target)} on disk, and case matters at HubSpot.`;
        yield { path, at: { line, column }, message, hint: 'Spell it as it is on disk.' };
      }
    }
  },
};
