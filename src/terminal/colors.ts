import { bold, dim, green, $ as kleur, red, yellow } from 'kleur/colors';
import type { Style } from './text.ts';

// Each screen decides for itself. kleur's own detection only knows standard output, and opens it immediately.
kleur.enabled = true;

/** The style for screens with colors. */
export const colours: Omit<Style, 'unicode' | 'flat'> = { bold, dim, good: green, bad: red, notice: yellow };
