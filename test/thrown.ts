import { Problem } from '../src/errors.ts';

/** The Problem that an action throws; fails where it throws anything else, or nothing. */
export function problemOf(action: () => unknown): Problem {
  try {
    action();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}
