import { bold, dim, green, $ as kleur, red, yellow } from 'kleur/colors';
import type { Style } from './text.ts';

// Each screen decides for itself; kleur's own switch knows standard output only, and opens it at once.
kleur.enabled = true;

/** A style for screens that show colours. */
export const colours: Omit<Style, 'unicode' | 'flat'> = { bold, dim, good: green, bad: red, notice: yellow };
