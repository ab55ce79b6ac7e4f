/** @typedef {import('../../../types/context').AppFunctionContext} Context */

/**
 * Greets the caller.
 *
 * @param {Context} context
 */
exports.main = async (context) => {
  const name = context.parameters?.name ?? 'world';
  console.log(`Saying hello to ${name}`);

  return { message: `Hello, ${name}!` };
};
