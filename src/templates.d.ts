/** The modules that scripts/precompile.mjs makes of the folder `templates`. */
declare module 'virtual:template-table' {
  /** In the order to show them. */
  export const templates: readonly import('./core/plan/template.ts').Template[];
}

declare module 'virtual:templates' {
  /** Compiled templates under their paths in `templates`, without `.hbs`. */
  export const specifications: Readonly<Record<string, TemplateSpecification>>;
}
