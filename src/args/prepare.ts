import { documentSchema, eventSchema, reportSchema } from '../data/report-schema.ts';
import { answersSchema } from './answers-schema.ts';
import { helpText } from './help.ts';

/**
 * The texts for `--help` and `--version`, and the schemas. Generated at build time, so that showing them loads no further
 * code.
 */
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
