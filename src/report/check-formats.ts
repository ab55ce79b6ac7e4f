import type { Rule } from '../rules/rule.ts';
import { printableJson, printableText } from '../terminal/text.ts';
import type { Finding, Severity } from '../types.ts';

/**
 * Formats findings as workflow commands, which make GitHub Actions annotate lines (GitHub's documentation of workflow
 * commands).
 * @param prefix the path from the repository root to the project, with `/`
 */
export function githubText(findings: readonly Finding[], prefix: string): string {
  return findings
    .map(({ rule, severity, path, line, column, message, hint }) => {
      const properties = [
        `file=${inProperty(prefix + path)}`,
        `line=${line}`,
        `col=${column}`,
        `title=${inProperty(rule)}`,
      ];
      const kind = severity === 'suggestion' ? 'notice' : severity;
      return `::${kind} ${properties.join(',')}::${inData(`${message} ${hint}`)}\n`;
    })
    .join('');
}

/** Encodes the characters that would end a command's message. */
function inData(text: string): string {
  return printableText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function inProperty(text: string): string {
  return inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function levelOf(severity: Severity): string {
  return severity === 'suggestion' ? 'note' : severity;
}

/**
 * Formats findings, and the rules that were run, as a SARIF 2.1.0 log (OASIS). GitHub's code scanning and editors read it.
 */
export function sarifText(
  findings: readonly Finding[],
  rules: readonly Rule[],
  prefix: string,
  version: string,
): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'create-hs-function', version, rules: rules.map(sarifRule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
          level: levelOf(finding.severity),
          message: { text: `${finding.message} ${finding.hint}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(prefix + finding.path) },
                region: { startLine: finding.line, startColumn: finding.column },
              },
            },
          ],
        })),
      },
    ],
  };
  return `${printableJson(JSON.stringify(log, null, 2))}\n`;
}

function sarifRule({ id, severity, finds, why, source }: Rule) {
  return {
    id,
    shortDescription: { text: finds },
    fullDescription: { text: why },
    help: { text: `${why}\n\nSource: ${source}.` },
    defaultConfiguration: { level: levelOf(severity) },
  };
}
