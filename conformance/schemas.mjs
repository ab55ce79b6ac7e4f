/**
 * Stand-ins for the component schemas that HubSpot's tools fetch from HubSpot: what HubSpot's documentation says about the
 * `config` of each type ("App configuration", "Serverless functions reference" and "App cards reference"), and nothing else is let through.
 */
const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text, uniqueItems: true };
const urls = { type: 'array', items: { type: 'string', format: 'uri' } };

function object(required, optional = {}) {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

export const schemas = {
  APPLICATION: object(
    {
      name: { type: 'string', maxLength: 200, pattern: '^\\S(.*\\S)?$' },
      description: { type: 'string', minLength: 1, maxLength: 8192 },
      // Functions need both; HubSpot's own schema also allows `marketplace` and `oauth`.
      distribution: { const: 'private' },
      auth: object(
        { type: { const: 'static' }, requiredScopes: texts },
        { optionalScopes: texts, conditionallyRequiredScopes: texts },
      ),
    },
    {
      permittedUrls: object({}, { fetch: urls, iframe: urls, img: urls }),
      support: object(
        {},
        { supportEmail: text, documentationUrl: text, supportUrl: text, supportPhone: text },
      ),
      logo: text,
    },
  ),
  APP_FUNCTION: object(
    { entrypoint: { type: 'string', pattern: '^/app/functions/[^/].*\\.js$' } },
    {
      secretKeys: { ...texts, items: { type: 'string', not: { const: 'PRIVATE_APP_ACCESS_TOKEN' } } },
      endpoint: object({
        path: text,
        methods: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
        },
      }),
    },
  ),
  CARD: object(
    {
      name: text,
      location: { enum: ['crm.record.tab', 'crm.record.sidebar', 'crm.preview', 'helpdesk.sidebar'] },
      entrypoint: { type: 'string', pattern: '^/app/cards/[^/].*\\.[jt]sx$' },
      objectTypes: texts,
    },
    { description: text, previewImage: object({ file: text, altText: text }) },
  ),
  WEBHOOKS: object({
    settings: object({ targetUrl: text, maxConcurrentRequests: { type: 'integer', minimum: 1 } }),
    subscriptions: object(
      {},
      {
        crmObjects: {
          type: 'array',
          items: object(
            { subscriptionType: text, objectType: text, active: { type: 'boolean' } },
            { propertyName: text },
          ),
        },
        legacyCrmObjects: { type: 'array' },
        hubEvents: { type: 'array' },
      },
    ),
  }),
};
