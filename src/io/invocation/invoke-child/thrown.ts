import { inspect, types } from 'node:util';
import type { Thrown } from '../../../core/invocation/invocation-channel.ts';

/** What can be said of a thrown value, whatever it is; its causes are followed four deep. */
export function describe(value: unknown, depth = 0): Thrown {
  try {
    return types.isNativeError(value) || value instanceof Error
      ? describeError(value, depth)
      : { isError: false, name: value === null ? 'null' : typeof value, message: shown(value) };
  } catch {
    return { isError: false, name: typeof value, message: 'a value that cannot be shown' };
  }
}

function describeError(error: Error, depth: number): Thrown {
  const { code, requireStack, errors } = error as Error & Record<'code' | 'requireStack' | 'errors', unknown>;
  const cause = error.cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  return {
    isError: true,
    name: String(error.name).slice(0, 200),
    message: String(error.message).slice(0, 20_000),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof error.stack === 'string' ? { stack: error.stack.slice(0, 50_000) } : {}),
    ...(Array.isArray(requireStack) ? { requireStack: requireStack.map(String) } : {}),
    ...(cause === undefined || depth > 3 ? {} : { cause: describe(cause, depth + 1) }),
  };
}

function shown(value: unknown): string {
  return inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY }).slice(0, 2000);
}
