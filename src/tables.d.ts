/** The modules that scripts/tables.mjs makes of the folders `templates` and `src/rules`. */
declare module 'virtual:template-table' {
  /** In the order to show them. */
  export const templates: readonly import('./plan/render.ts').Template[];
}

declare module 'virtual:templates' {
  /** Those of functions and projects, and their partials. */
  export const templates: import('./plan/render.ts').CompiledTemplates;
}

declare module 'virtual:card-templates' {
  /** Those of cards, and their partials. */
  export const templates: import('./plan/render.ts').CompiledTemplates;
}

declare module 'virtual:rules' {
  /** Every rule, by its id. */
  export const rules: readonly import('./rules/rule.ts').Rule[];
}
