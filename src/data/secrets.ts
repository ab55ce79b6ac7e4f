/** What a secret's line in a new `.env` says until somebody puts the real value there. */
export const secretPlaceholder = 'replace-me';

/** The access token of the app: HubSpot provides it, and it is never listed among the secrets. */
export const tokenName = 'PRIVATE_APP_ACCESS_TOKEN';

/**
 * A shorter value is hidden only where it stands alone: replacing every `1` or `dev` within text would make the output
 * unreadable.
 */
export const shortestHiddenInText = 4;

/** What stands in place of a secret value. */
export const redaction = '***';
