/** The modules that scripts/templates.mjs makes of the folder `templates`. */
declare module 'virtual:template-table' {
  /** In the order to show them. */
  export const templates: readonly import('./plan/render.ts').Template[];
}

declare module 'virtual:templates' {
  /** Compiled templates under their paths in `templates`, without `.hbs`. */
  export const templates: Readonly<Record<string, HandlebarsTemplateDelegate>>;
}
