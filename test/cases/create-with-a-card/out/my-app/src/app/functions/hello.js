/**
 * What HubSpot hands to an app function.
 *
 * @typedef {object} Context
 * @property {{ userId: number, email: string, locale: string }} [user] Who is signed in.
 * @property {number} [portalId] The HubSpot account.
 * @property {Record<string, unknown>} [propertiesToSend] CRM properties that the caller asked for.
 * @property {Record<string, unknown>} [parameters] What the caller sent, if anything.
 */

/**
 * Greets whoever calls.
 *
 * @param {Context} context
 */
exports.main = async (context) => {
  const name = context.parameters?.name ?? 'world';
  console.log(`Saying hello to ${name}`);

  return { message: `Hello, ${name}!` };
};
