/** HubSpot's documented limits of serverless functions. */
export const limits = {
  /** Milliseconds that a function has to answer. */
  responseMs: 15_000,
} as const;
