import { templates } from 'virtual:template-table';
import { reportSchema } from '../../data/report-schema.ts';
import { answersSchema } from './answers-schema.ts';
import { helpDocument, helpText } from './help.ts';

/** The files that answer `--help` and `--version`, and the schemas: made at build so that they load nothing. */
export function prepare(version: string): Readonly<Record<string, string>> {
  const schema = answersSchema(templates);
  return {
    'help.txt': helpText(templates),
    'help.json': json({ ...helpDocument(version, templates), answersSchema: schema }),
    'answers.schema.json': json(schema),
    'report.schema.json': json(reportSchema),
    'version.txt': `${version}\n`,
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
