import { templates } from 'virtual:template-table';
import { helpDocument, helpText } from './help.ts';

/** The files that answer `--help` and `--version`, made at build so that they load nothing. */
export function prepare(version: string): Readonly<Record<string, string>> {
  return {
    'help.txt': helpText(templates),
    'help.json': `${JSON.stringify(helpDocument(version, templates), null, 2)}\n`,
    'version.txt': `${version}\n`,
  };
}
