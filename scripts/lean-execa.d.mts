import type { Plugin } from 'vite';

export function leanExeca(): Plugin;
