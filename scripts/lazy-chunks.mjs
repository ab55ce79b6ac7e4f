/**
 * Loads chunks and Node's own modules when something in them is first used, instead of where they are imported: so a
 * run pays for what it does, and the source may import as it reads best.
 *
 * It works on what rolldown 1.3 writes as CommonJS, before it is minified.
 */
export function lazyChunks() {
  return { name: 'lazy-chunks', renderChunk: (code) => lazyRequires(plainBuiltins(code)) };
}

const required = /^(?:const|let) (\w+) = require\("((?:\.\/|node:)[^"]+)"\);\n/gm;

function lazyRequires(code) {
  const imports = Array.from(code.matchAll(required), ([, name, file]) => ({ name, file }));
  const loaders = imports.map(
    ({ name, file }) => `let ${name}_loaded;\nconst ${name} = () => ${name}_loaded ??= require("${file}");\n`,
  );
  const body = imports.reduce(
    (text, { name }) => text.replace(new RegExp(`\\b${name}\\b`, 'g'), `(${name}())`),
    code.replace(required, ''),
  );
  return loaders.join('') + body;
}

/** A builtin is its own default export: it needs no copy of all its names. */
function plainBuiltins(code) {
  const copied = /^(let (\w+) = require\("node:[\w/]+"\);\n)\2 = (?:\w+\.)?\w+\(\2, 1\);\n/gm;
  const names = Array.from(code.matchAll(copied), ([, , name]) => name);
  return names.reduce((text, name) => text.replaceAll(`${name}.default`, name), code.replace(copied, '$1'));
}
