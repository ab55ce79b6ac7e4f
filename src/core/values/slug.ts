/**
 * The letters A-Z and a-z, digits, `_`, `-` and `.` of a text, with accents taken off and one hyphen for all
 * between; it neither starts nor ends with a mark, and is empty where nothing is left.
 */
export function slug(text: string): string {
  return text
    .replace(/[^ -~]+/g, (part) => part.normalize('NFKD').replace(/\p{Mark}/gu, ''))
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/[.-]{2,}/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '');
}
