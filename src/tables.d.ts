/** The modules that scripts/tables.mjs makes of the folders `templates` and `src/rules`. */
declare module 'virtual:template-table' {
  /** In the order to show them. */
  export const templates: readonly import('./plan/render.ts').Template[];
}

declare module 'virtual:templates' {
  /** Compiled templates under their paths in `templates`, without `.hbs`. */
  export const templates: Readonly<Record<string, HandlebarsTemplateDelegate>>;
}

declare module 'virtual:rules' {
  /** Every rule, by its id. */
  export const rules: readonly import('./rules/rule.ts').Rule[];
}
