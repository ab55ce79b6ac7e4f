import type { Rule } from './rule.ts';

export const commonjsInModule: Rule = {
  id: 'commonjs-in-module',
  severity: 'error',
  finds: 'CommonJS code in a folder of ES modules',
  why: 'With "type": "module" Node loads a .js file as an ES module, which has no exports, so loading it throws.',
  source: 'how Node decides between CommonJS and ES modules',
  warnsIn: ['migrate'],
  *find({ functions }) {
    for (const { code, folder } of functions) {
      const { moduleManifest } = folder;
      if (code?.commonjs === undefined || moduleManifest === undefined || !code.path.endsWith('.js'))
        continue;
      yield {
        path: code.path,
        at: code.commonjs,
        message: `${moduleManifest} has "type": "module", so Node loads this file as an ES module, which has no exports.`,
        hint: 'Write export const main = …, remove "type": "module", or rename the file to .cjs.',
      };
    }
  },
};
