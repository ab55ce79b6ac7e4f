import { documentSchema, eventSchema, reportSchema } from '../data/report-schema.ts';
import { answersSchema } from './answers-schema.ts';
import { helpText } from './help.ts';

/** The texts that answer `--help` and `--version`, and the schemas: made at build so that they load nothing. */
export function prepare(version: string): Readonly<Record<string, string>> {
  return {
    'help.txt': helpText(),
    'answers.schema.json': json(answersSchema()),
    'document.schema.json': json(documentSchema),
    'event.schema.json': json(eventSchema),
    'report.schema.json': json(reportSchema),
    'version.txt': `${version}\n`,
  };
}

function json(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
