import Module from 'node:module';
import { pathToFileURL } from 'node:url';
import { packageOf } from '../package-name.ts';
import type { LoadRequest } from '../protocol.ts';

interface ModuleInternals {
  _resolveFilename(request: string, parent: { filename?: string } | undefined, ...rest: unknown[]): string;
}

/**
 * Lets the function's own files load only the packages that production has, whatever else is installed here or in a
 * folder above. Packages may load anything: what they need is installed with them.
 */
export function holdToPackages(request: LoadRequest): void {
  const { plugAndPlay } = request;
  if (plugAndPlay !== undefined) Module.createRequire(plugAndPlay)(plugAndPlay).setup();
  const internals = Module as unknown as ModuleInternals;
  const resolve = internals._resolveFilename;
  const folder = `${request.functionsDirectory}${process.platform === 'win32' ? '\\' : '/'}`;
  internals._resolveFilename = (specifier, parent, ...rest) => {
    const name = packageOf.exec(specifier)?.[0];
    const file = parent?.filename ?? '';
    const own = file.startsWith(folder) && !/[\\/]node_modules[\\/]/.test(file.slice(folder.length - 1));
    if (own && name !== undefined && !request.packages.includes(name) && !Module.isBuiltin(specifier)) {
      const message = `Cannot find module '${specifier}'\nRequire stack:\n- ${file}`;
      throw Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND', requireStack: [file] });
    }
    return resolve.call(Module, specifier, parent, ...rest);
  };
  if (request.guardImports) guardImports(request);
}

type Context = { parentURL?: string };
type Resolve = (
  specifier: string,
  context: Context,
  next: (name: string, context: Context) => unknown,
) => unknown;

/**
 * Applies the same limit to `import`: in this thread if Node supports it (22.15 and later), else in the thread of its loader
 * hooks.
 */
function guardImports(request: LoadRequest): void {
  const folder = `${pathToFileURL(request.functionsDirectory).href}/`;
  const allowed = [...request.packages, ...Module.builtinModules];
  const { registerHooks } = Module as unknown as { registerHooks?: (hooks: { resolve: Resolve }) => void };
  if (registerHooks !== undefined) {
    registerHooks({ resolve: importGuard(folder, allowed, packageOf) });
    return;
  }
  const given = [folder, allowed].map((value) => JSON.stringify(value));
  const source = `export const resolve = (${importGuard})(${given}, ${packageOf});`;
  Module.register(`data:text/javascript,${encodeURIComponent(source)}`);
}

/** Self-contained: its source is evaluated in another thread. */
function importGuard(folder: string, allowed: readonly string[], packageOf: RegExp): Resolve {
  return (specifier, context, next) => {
    const parent = context.parentURL ?? '';
    const own = parent.startsWith(folder) && !parent.slice(folder.length - 1).includes('/node_modules/');
    const name = packageOf.exec(specifier)?.[0];
    if (own && name !== undefined && !allowed.includes(name)) {
      // Not Node's own words "imported from": because of them, publint 0.3 takes the bundle for an ES module.
      const message = `Cannot find package '${specifier}' needed by ${parent}`;
      throw Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' });
    }
    return next(specifier, context);
  };
}
