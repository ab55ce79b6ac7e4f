export const helperNames: readonly string[];
export function templateTable(directory: string): string;
export function precompileTemplates(directory: string, folders: readonly string[]): string;
