/** The modules that scripts/precompile.mjs makes of the folder `templates`. */
declare module 'virtual:template-table' {
  /** In the order to show them. */
  export const templates: readonly import('./core/plan/template.ts').Template[];
}

declare module 'virtual:templates' {
  /** What a template turns a value into, as text in its place. */
  export type Helpers = Readonly<
    Record<'environment' | 'js' | 'json' | 'property' | 'text', (...values: never[]) => string | undefined>
  >;
  export type CompiledTemplate = (helpers: Helpers, templates: CompiledTemplates, data: object) => string;
  export type CompiledTemplates = Readonly<Record<string, CompiledTemplate>>;
  /** Compiled templates under their paths in `templates`, without `.hbs`. */
  export const templates: CompiledTemplates;
}
