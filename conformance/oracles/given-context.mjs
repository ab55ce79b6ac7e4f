// In place of the module `serverless/context.js` of @hubspot/ui-extensions-dev-server: see given-context-hook.mjs.
const original = new URL(
  './lib/serverless/context.js',
  import.meta.resolve('@hubspot/ui-extensions-dev-server'),
);
const contexts = await import(original);

/** What HubSpot's runtime builds, except where the call brings its context. */
export async function buildContext(config, inputs, secrets) {
  return config.context ?? contexts.buildContext(config, inputs, secrets);
}
