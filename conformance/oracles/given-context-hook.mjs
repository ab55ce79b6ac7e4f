const replacement = new URL('./given-context.mjs', import.meta.url).href;

/** Module hook: the runtime of @hubspot/ui-extensions-dev-server takes its contexts from given-context.mjs. */
export async function resolve(specifier, context, nextResolve) {
  const replaced = specifier === './context.js' && context.parentURL?.endsWith('/serverless/executor.js');
  return replaced ? { url: replacement, shortCircuit: true } : nextResolve(specifier, context);
}
