import { posix } from 'node:path';
import { inSettings, type Rule, settingKeys } from './rule.ts';

export const entryMissing: Rule = {
  id: 'entry-missing',
  severity: 'error',
  finds:
    'a function whose source file is not named, does not exist, cannot be read, or is a folder, a device or a broken link',
  why: 'No HubSpot tool checks that the file exists, so the upload succeeds and every call fails.',
  source: 'tried with @hubspot/project-parsing-lib 0.23.0',
  find: inSettings(function* (
    { name, written, file, isFile, at, folder },
    { layout, sourceDirectory, spelling },
  ) {
    const key = settingKeys[layout].file;
    if (!written) {
      const inSource = posix.relative(sourceDirectory, `${folder.path}/${name}.js`);
      const example = layout === 'hsmeta' ? `/${inSource}` : `${name}.js`;
      yield {
        at,
        message: `${name} names no source file: "${key}" is ${written === '' ? 'empty' : 'missing'}.`,
        hint: `Set it${layout === 'hsmeta' ? ' in "config"' : ''}: "${key}": "${example}"`,
      };
    } else if (!isFile) {
      const typescript = file.replace(/\.[cm]?js$/, '.ts');
      const isUnbuilt = typescript !== file && spelling(typescript) !== undefined;
      yield {
        at: [...at, key],
        message: isUnbuilt
          ? `${file} does not exist. ${typescript} does, but HubSpot does not compile TypeScript.`
          : spelling(file) === undefined
            ? `${file} does not exist.`
            : `${file} is not a readable JavaScript file.`,
        hint: isUnbuilt
          ? `Compile ${typescript} before the upload.`
          : `Correct "${key}", or restore the file.`,
      };
    }
  }),
};
