// The context that HubSpot calls a function with. JSDoc comments import these types; nothing here runs or is uploaded.

/** The context of a function that UI extensions call. */
export interface AppFunctionContext {
  /** The person who is signed in. */
  user?: { userId: number; email: string; locale: string };
  /** The HubSpot account. */
  portalId?: number;
  /** CRM properties that the caller asked for. */
  propertiesToSend?: Record<string, unknown>;
  /** What the caller sent. */
  parameters?: Record<string, unknown>;
}

/** The context of a function that anyone with its URL can call. */
export interface EndpointContext {
  method: string;
  /** The query. HubSpot gives each parameter as a list. */
  params?: Record<string, string | string[]>;
  /** A JSON body, parsed. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The HubSpot account. */
  accountId?: number;
  /** CRM properties that a card of this app asked for, if one calls the function. */
  propertiesToSend?: Record<string, unknown>;
  /** What such a card sent. */
  parameters?: Record<string, unknown>;
}
