import { currentPlatform } from '../data/platforms.ts';
import type { Answers, FunctionAnswers, NextStep } from '../types.ts';
import { quote } from './command-line.ts';

/** Where things stand when the next steps are named. */
export interface Outcome {
  /** The path to the project as `cd` takes it from where the person is; undefined where they are in it. */
  readonly enter: string | undefined;
  /** Where `enter` is given: the same with the functions folder behind it. */
  readonly functionsDirectory: string;
  /** The install's command where it did not happen though something is to be installed. */
  readonly pendingInstall: string | undefined;
  /** The version of this program. */
  readonly version: string;
}

/** The commands that come next, in the order to run them; each runs as printed in a POSIX shell. */
export function nextSteps(answers: Answers, outcome: Outcome): readonly NextStep[] {
  return [
    ...installSteps(outcome),
    ...enterSteps(outcome),
    ...invokeSteps(answers, outcome),
    ...secretSteps(answers.functions),
    ...hubspotSteps(answers),
    ...answers.functions.flatMap(callSteps),
  ];
}

function installSteps({ pendingInstall, functionsDirectory }: Outcome): NextStep[] {
  if (pendingInstall === undefined) return [];
  const command = `(cd ${quote(functionsDirectory, 'posix')} && ${pendingInstall})`;
  return [{ command, why: 'installs the packages of the functions' }];
}

function enterSteps({ enter }: Outcome): NextStep[] {
  return enter === undefined ? [] : [{ command: `cd ${quote(enter, 'posix')}`, why: 'goes to the project' }];
}

function invokeSteps({ functions }: Answers, { version }: Outcome): NextStep[] {
  return functions.map(({ name }) => ({
    command: `npx create-hs-function@${version} invoke ${quote(name, 'posix')}`,
    why: `runs ${name} locally, as HubSpot would`,
  }));
}

function secretSteps(functions: readonly FunctionAnswers[]): NextStep[] {
  const names = new Set(functions.flatMap(({ secrets }) => secrets));
  return [...names].map((name) => ({
    command: `hs secret add ${name}`,
    why: 'gives HubSpot the value, typed at a masked prompt; .env holds the local one',
  }));
}

function hubspotSteps({ platform }: Answers): NextStep[] {
  if (!platform.built) {
    return [
      {
        command: 'hs project upload',
        why: `uploads it; HubSpot no longer builds platform version ${platform.version}, but ${currentPlatform}`,
      },
      { command: 'hs project logs', why: 'shows the logs of deployed functions' },
    ];
  }
  return [
    { command: 'hs project upload', why: 'uploads and builds it' },
    { command: 'hs project dev', why: 'serves the app to your account from this machine' },
    {
      command: 'hs app logs --app=APP_ID --type=serverless-execution',
      why: 'shows the logs of deployed functions',
    },
  ];
}

function callSteps({ name, endpoint }: FunctionAnswers): NextStep[] {
  if (endpoint === undefined) return [];
  const method = endpoint.methods[0] === 'GET' ? '' : ` -X ${endpoint.methods[0]}`;
  return [
    {
      command: `curl${method} ${quote(`https://YOUR-DOMAIN/hs/serverless/${endpoint.path}`, 'posix')}`,
      why: `calls ${name} once it is deployed, on any domain connected to the account`,
    },
  ];
}
