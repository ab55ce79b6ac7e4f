/** HubSpot's documented memory of a function (stated for CMS functions), in megabytes. */
export const memoryLimitMb = 128;
