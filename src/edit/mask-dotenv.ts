import { redaction, secretPlaceholder } from '../data/limits.ts';
import { dotenvLines } from './edit-dotenv.ts';

/**
 * A `.env` text that can be shown: `***` replaces every value except the placeholder, comments (people comment out old
 * values), and lines that are not assignments. The number of lines stays the same. After an unclear line, an unclosed
 * quote or a lone carriage return, everything up to the next blank line is masked: it may belong to a value.
 */
export function maskDotenv(text: string): string {
  let isUnclear = false;
  const masked = dotenvLines(text).map(({ kind, text: line, lineBreak, head, isUnclosed }) => {
    if (kind === 'blank') {
      isUnclear = false;
      return line + lineBreak;
    }
    if (!isUnclear && kind === 'assignment' && line === head + secretPlaceholder) return line + lineBreak;
    const rest = line.replace(/^[^\r\n]*/, '').replace(/[^\r\n]+/g, redaction);
    const hidesName = isUnclear || kind === 'unclear';
    isUnclear ||= kind === 'unclear' || isUnclosed || lineBreak === '\r';
    return (hidesName ? '' : kind === 'comment' ? '# ' : head) + redaction + rest + lineBreak;
  });
  return masked.join('');
}
