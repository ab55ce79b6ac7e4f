import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rules } from 'virtual:rules';
import { expect, test } from 'vitest';
import { codeOf } from '../../src/check/code.ts';
import { findingsIn } from '../../src/check/findings.ts';
import { readFacts } from '../../src/check/read-facts.ts';
import { makePlan } from '../../src/commands/make-plan.ts';
import { projectFiles } from '../../src/project/files.ts';
import { applyChanges } from '../../src/write/transaction.ts';
import { answersFor, functionPlatforms, variants } from '../templates/generated.ts';

test.each(functionPlatforms)(
  'nothing is found in a new project of $version, with any template, kind, secrets, token and card',
  async (platform) => {
    const root = mkdtempSync(path.join(tmpdir(), 'created-'));
    try {
      for (const variant of variants) {
        for (const card of [false, true]) {
          const name = `${variant.name}-${card}`;
          const answers = answersFor({
            root: path.join(root, name),
            platform,
            functions: [{ ...variant, card }],
          });
          applyChanges(answers.root, (await makePlan(answers, undefined)).changes);
          const facts = await readFacts(
            projectFiles(answers.root),
            answers.root,
            'hsproject.json',
            { workingDirectory: answers.root },
            codeOf,
          );
          expect(facts.functions).toHaveLength(1);
          expect((await findingsIn(facts, rules)).findings, name).toEqual([]);
        }
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
);
