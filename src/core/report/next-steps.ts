import type { PackageManager } from '../../data/package-managers.ts';
import { currentPlatform } from '../../data/platforms.ts';
import type { Answers, FunctionAnswers, NextStep } from '../../types.ts';
import { formatCommand, quote } from '../call/command-line.ts';
import { packageManagerRow } from '../install/package-manager.ts';

/** Where things stand when the next steps are named. */
export interface Outcome {
  /** The path to the project from where the person is, with `/`; undefined where they are in it. */
  readonly enter: string | undefined;
  /** The path to the functions folder from where the person is, with `/`; empty where they are in it. */
  readonly functionsDirectory: string;
  /** Who is to install what has not been installed; undefined where nothing is left to install. */
  readonly pendingInstall: PackageManager | undefined;
  /** The version of this program. */
  readonly version: string;
}

/** The commands that come next, in the order to run them; each runs as printed in sh, bash, zsh and fish. */
export function nextSteps(answers: Answers, outcome: Outcome): readonly NextStep[] {
  return [
    ...installSteps(outcome),
    ...enterSteps(outcome),
    ...invokeSteps(answers, outcome),
    ...secretSteps(answers.functions),
    ...uploadSteps(answers),
    ...answers.functions.flatMap(callSteps),
    ...logSteps(answers),
  ];
}

function installSteps({ pendingInstall, functionsDirectory }: Outcome): NextStep[] {
  if (pendingInstall === undefined) return [];
  const { install, installFrom } = packageManagerRow(pendingInstall);
  const folder = folderWord(functionsDirectory);
  const words = folder === '' ? install : installFrom.map((word) => (word === '<folder>' ? folder : word));
  return [{ command: formatCommand(words, 'posix'), why: 'installs the packages of the functions' }];
}

function enterSteps({ enter }: Outcome): NextStep[] {
  if (enter === undefined) return [];
  return [{ command: formatCommand(['cd', folderWord(enter)], 'posix'), why: 'goes to the project' }];
}

/** A folder that is not taken for an option, nor by zsh for one of those visited before. */
function folderWord(folder: string): string {
  return /^[-+]/.test(folder) ? `./${folder}` : folder;
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

function uploadSteps({ platform }: Answers): NextStep[] {
  if (!platform.built) {
    const why = `uploads it; HubSpot no longer builds platform version ${platform.version}, but ${currentPlatform}`;
    return [{ command: 'hs project upload', why }];
  }
  return [
    { command: 'hs project upload', why: 'uploads and builds it' },
    { command: 'hs project dev', why: 'serves the app to your account from this machine' },
  ];
}

function logSteps({ platform, functions }: Answers): NextStep[] {
  if (!platform.built) return [{ command: 'hs project logs', why: 'shows the logs of deployed functions' }];
  const types = functions.map(({ endpoint }) => (endpoint === undefined ? 'execution' : 'gateway-execution'));
  return [...new Set(types)].map((type) => ({
    command: `hs app logs --type=serverless-${type}`,
    why: 'shows the logs of deployed functions, and asks for the app',
  }));
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

/** How a deployed app function is called from a UI extension: by its name, which is its `uid` in a `*-hsmeta.json`. */
export function callSnippets(functions: readonly FunctionAnswers[]): readonly string[] {
  return functions
    .filter(({ endpoint }) => endpoint === undefined)
    .map(({ name }) => `await hubspot.serverless('${name}', { parameters: {} });`);
}
