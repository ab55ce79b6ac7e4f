import path from 'node:path';
import { rules } from 'virtual:rules';
import { parseChoice } from '../answers/choices.ts';
import { nearest } from '../args/nearest.ts';
import { codeOf } from '../check/code.ts';
import { explain } from '../check/explain.ts';
import { findingsIn } from '../check/findings.ts';
import { changedFiles } from '../check/fixed-files.ts';
import { readFacts } from '../check/read-facts.ts';
import { type CheckOptions, formats } from '../data/options.ts';
import { refusal } from '../messages/messages.ts';
import { projectFiles } from '../project/files.ts';
import { findProjectAround } from '../project/find-project.ts';
import { repositoryRoot } from '../project/ignored.ts';
import { realRoot } from '../project/project.ts';
import { relativePath } from '../project/same-file.ts';
import { type CheckedProject, checkReport } from '../report/check-report.ts';
import type { Rule } from '../rules/rule.ts';
import { type Session, signalsHeard } from '../session.ts';
import type { Report } from '../types.ts';
import { awaitChange } from '../write/lock.ts';
import { halfChangedWarnings, noProjectProblem, projectBelowWarnings } from './choose-project.ts';
import type { Look } from './fix-findings.ts';

/**
 * Checks the project around the working directory, applies fixes if requested, and reports the remaining findings. Does not
 * run any code of the project.
 */
export async function check(options: CheckOptions, session: Session): Promise<Report | string> {
  try {
    const format = parseChoice(options.format ?? 'text', 'format', formats);
    if ('problem' in format) throw refusal('invalid-value', { faults: [format] });
    if (options.explain !== undefined)
      return explain(ruleOf(options.explain), options, session.terminal.stdout);
    const configFile = findProjectAround(session.cwd);
    if (configFile === undefined) throw noProjectProblem(session);
    return await checkProject(configFile, options, session);
  } catch (error) {
    const { failedIn } = await import('./failure.ts');
    return failedIn('check', error, undefined, session);
  }
}

async function checkProject(configFile: string, options: CheckOptions, session: Session): Promise<Report> {
  const root = realRoot(configFile);
  awaitChange(root);
  const asked = options.rule === undefined ? rules : options.rule.map(ruleOf);
  const look: Look = async (changes, pause = () => signalsHeard(session)) => {
    const choice = { functionsDirectory: options['functions-directory'], workingDirectory: session.cwd };
    const files = changedFiles(projectFiles(root), changes);
    const facts = await readFacts(
      files,
      root,
      path.basename(configFile),
      choice,
      codeOf,
      pause,
      session.signal,
    );
    await pause();
    const found = await findingsIn(facts, asked, pause);
    await pause();
    return { facts, ...found };
  };
  const { seen, changes, diffs } = options.fix
    ? await (await import('./fix-findings.ts')).fixFindings(root, look, options, session)
    : { seen: await look([]), changes: [], diffs: [] };
  const inRepository = relativePath(repositoryRoot(root) ?? root, root);
  const project: CheckedProject = {
    root,
    prefix: inRepository === '' ? '' : `${inRepository}/`,
    ...seen,
    rules: asked,
    changes,
    diffs,
    warnings: [...projectBelowWarnings(configFile, session), ...halfChangedWarnings(root), ...seen.warnings],
  };
  return checkReport(project, options, session);
}

/** @throws Problem `unknown-rule` (code 2), suggesting the rule with the most similar name */
function ruleOf(id: string): Rule {
  const found = rules.find((rule) => rule.id === id.trim());
  if (found !== undefined) return found;
  const known = rules.map((rule) => rule.id);
  throw refusal('unknown-rule', { id, near: nearest(id.trim(), known), known });
}
