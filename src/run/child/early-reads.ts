import { hasMember } from './captured.ts';
import { send } from './channel.ts';
import { stackHere } from './outcome.ts';

const { set } = Reflect;

/** Maximum number of reads that are reported to the parent. */
const mostReads = 50;

/**
 * Reports which environment variables the function's code reads from now on, and where: a value that is read while the
 * file is being loaded stays the same for all later calls.
 * @param names of the variables to report
 * @returns a function that ends the watch
 */
export function watchReads(names: readonly string[]): () => void {
  const environment = process.env;
  const watched = new Set<PropertyKey>(names);
  let left = mostReads;
  // Protects from traps that the function may put on Object.prototype.
  const traps = Object.assign(Object.create(null), {
    get(variables: NodeJS.ProcessEnv, name: string) {
      if (left > 0 && hasMember(watched, name)) {
        left -= 1;
        send({ kind: 'early-read', name, stack: stackHere(traps.get) });
      }
      return variables[name];
    },
    // Without this, Node would refuse to change an existing variable.
    set(variables: NodeJS.ProcessEnv, name: string, value: string) {
      variables[name] = value;
      return true;
    },
  });
  const proxy = new Proxy(environment, traps);
  process.env = proxy;
  return () => {
    left = 0;
    // The function may have frozen it.
    if (process.env === proxy) set(process, 'env', environment);
  };
}
