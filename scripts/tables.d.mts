import type { Plugin } from 'vite';

export function tablesPlugin(): Plugin;
