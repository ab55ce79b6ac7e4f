import path from 'node:path';
import { memoized } from '../memoized.ts';
import type { Environment } from '../types.ts';
import { homeOf, isRedirecting, npmrcFiles, readNpmrc, settingsOf } from './npmrc.ts';

/**
 * The environment for an install in another folder, without the settings that npm took from the `.npmrc` of the project it
 * was called in: that folder would not read them. Settings from the user's own file stay. So do variables with capitals:
 * npm never writes them, so they come from the shell.
 */
export function withoutProjectSettings(env: Environment): Environment {
  const { named, around } = npmrcFiles(env, undefined);
  const ofHome = path.join(homeOf(env), '.npmrc');
  const reader = memoized(readNpmrc);
  // A project may name a file of its own as the user's.
  const own = isRedirecting(settingsOf(around, reader)) ? [ofHome] : named;
  const files = [...named, ...around].filter((file) => !own.includes(file));
  const { settings, isCertain } = settingsOf(files, reader);
  const names = settings.map(({ name }) => name);
  const isKept = ([key]: readonly [string, unknown]): boolean => {
    const name = /^npm_config_([^A-Z]*)$/.exec(key)?.[1];
    return name === undefined || (isCertain ? !names.includes(name) : name === 'user_agent');
  };
  return Object.fromEntries(Object.entries(env).filter(isKept));
}
