/** A CRM card that calls a function, as HubSpot's configuration names it. */
export interface Card {
  /** The function that it calls. */
  readonly function: string;
  /** Its `uid`, at most 64 of the characters that HubSpot allows; it also names the configuration file. */
  readonly uid: string;
  /** Its title in HubSpot, such as `Get deals`. */
  readonly title: string;
  readonly description: string;
  /** Name of the React component and, with `.jsx`, of its file: an identifier such as `GetDealsCard`. */
  readonly component: string;
}

/** Where cards appear: as a tab on these records (values from HubSpot's documentation). */
export const cardLocation = 'crm.record.tab';
export const cardObjectType = 'contacts';

/** The scopes of an app with a card for contacts (HubSpot's reference of app cards). */
export const cardScopes: readonly string[] = ['crm.objects.contacts.read'];

/** The dependencies of a card: the SDK, and the React version that the SDK asks for. */
export const cardDependencies: Readonly<Record<string, string>> = {
  '@hubspot/ui-extensions': '^0.17.0',
  react: '^18.3.1',
};

/** Leaves room for `-card` in a `uid` of at most 64 characters (`@hubspot/project-parsing-lib` 0.23.0). */
const longestName = 59;

/** The card of a function. An existing function may have any string as its name. */
export function cardOf(functionName: string): Card {
  const words = functionName
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '');
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const name = functionName.replace(/[^\w.-]/g, '').slice(0, longestName) || 'function';
  return {
    function: functionName,
    uid: `${name}-card`,
    title: titleOf(words),
    description: `Shows what the function ${name} returns.`,
    component: `${/^[A-Za-z]/.test(pascal) ? '' : 'Function'}${pascal}Card`,
  };
}

/** The words in sentence case; words in capitals, such as `API`, stay as they are. */
function titleOf(words: readonly string[]): string {
  const lower = words.map((word) => (/^[A-Z]{2}/.test(word) ? word : word.toLowerCase()));
  const text = lower.join(' ');
  return text === '' ? 'Function' : text.charAt(0).toUpperCase() + text.slice(1);
}
