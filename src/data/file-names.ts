/** How the name of every component's configuration ends (platform version 2025.2 and later). */
export const hsmetaEnding = '-hsmeta.json';
