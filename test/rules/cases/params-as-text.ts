import type { RulePair } from '../case.ts';

export const pair: RulePair = {
  fires: {
    config: { endpoint: { path: 'a', method: ['GET'] } },
    code: 'exports.main = async (context) => {\n  const { id } = context.params;\n  return { statusCode: 200, body: [id.trim(), context.params.size.toLowerCase()] };\n};\n',
  },
  finds: ['params-as-text @/fn.js:3:36', 'params-as-text @/fn.js:3:47'],
  silent: [
    ...[
      'let v = context.params.a; if (Array.isArray(v)) v = v[0]; return v.trim();',
      'let v = context.params.a; v = [v].flat()[0]; return v.trim();',
      "return typeof context.params.a === 'string' ? context.params.a.trim() : context.params.a[0];",
      'const { a } = context.params; return Array.isArray(a) ? a[0].trim() : a.trim();',
      'const { a } = context.params; return a instanceof Array ? a[0].trim() : a.trim();',
      'context.params.a = String(context.params.a); return context.params.a.trim();',
      'for (const key of Object.keys(context.params)) context.params[key] = [context.params[key]].flat()[0]; return context.params.a.trim();',
      'let params = context.params; params = first(params); return params.a.trim();',
      'return context.params.a.trim?.();',
    ].map((lines) => ({
      config: { endpoint: { path: 'a', method: ['GET'] } },
      code: `exports.main = async (context) => { const body = (() => { ${lines} })(); return { statusCode: 200, body }; };\n`,
    })),
    {
      config: { endpoint: { path: 'a', method: ['GET'] } },
      code: 'exports.main = async (context) => {\n  const [id] = [context.params.id].flat();\n  return { statusCode: 200, body: [id.trim(), context.params.ids.includes("1"), String(context.params.size).trim()] };\n};\n',
    },
  ],
};
