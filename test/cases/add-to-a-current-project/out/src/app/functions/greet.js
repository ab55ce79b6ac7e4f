/** @typedef {import('../../../types/context').AppFunctionContext} Context */

/**
 * Greets the caller.
 *
 * @param {Context} context
 */
exports.main = async (context) => {
  const name = context.parameters?.name ?? 'world';
  console.log(`Saying hello to ${name}`);

  // Never log or return the value of a secret.
  const secrets = {
    PRIVATE_APP_ACCESS_TOKEN: process.env.PRIVATE_APP_ACCESS_TOKEN,
  };
  const missing = Object.entries(secrets).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length > 0) console.warn(`Not set: ${missing.join(', ')}`);

  return { message: `Hello, ${name}!` };
};
