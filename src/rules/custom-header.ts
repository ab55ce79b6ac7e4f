import { inCodes, type Rule } from './rule.ts';

/** Headers that HubSpot passes on according to its documentation, and those that describe the body. */
const arriving = new Set(
  'accept accept-encoding accept-language cache-control connection cookie host true-client-ip upgrade-insecure-requests user-agent x-forwarded-for content-type content-length'.split(
    ' ',
  ),
);

export const customHeader: Rule = {
  id: 'custom-header',
  severity: 'suggestion',
  finds: 'a request header that HubSpot may not pass on',
  why: 'HubSpot passes a fixed list of headers to functions. Two projects found that it dropped others.',
  source: "HubSpot's CMS reference (list of headers); seen in two public projects",
  find: inCodes(function* ({ context }) {
    for (const { member, key, ...at } of context) {
      if (member !== 'headers' || key === undefined) continue;
      if (arriving.has(key.toLowerCase()) || /^(?:get|has)$/.test(key)) continue;
      yield {
        at,
        message: `The header "${key}" is not among those that HubSpot documents as passed on.`,
        hint: 'Send the value in the body or the query instead.',
      };
    }
  }),
};
