/** The modules that scripts/tables.mjs generates from the folders `templates` and `src/rules`. */
declare module 'virtual:template-table' {
  /** In display order. */
  export const templates: readonly import('./plan/render.ts').Template[];
}

declare module 'virtual:templates' {
  /** Templates of functions and projects, and their partials. */
  export const templates: import('./plan/render.ts').CompiledTemplates;
}

declare module 'virtual:card-templates' {
  /** Templates of cards, and their partials. */
  export const templates: import('./plan/render.ts').CompiledTemplates;
}

declare module 'virtual:rules' {
  /** Every rule, sorted by file name. */
  export const rules: readonly import('./rules/rule.ts').Rule[];
}
