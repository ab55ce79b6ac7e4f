import fc from 'fast-check';
import { getNodeValue, parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { editJson } from '../../src/edit/edit-json.ts';
import { parseJson } from '../../src/edit/json-scanner.ts';
import type { Json, JsonItem, JsonMember } from '../../src/types.ts';
import { problemOf } from '../thrown.ts';
import { documents, expectOneInsertion, keys } from './json-documents.ts';

const path = 'src/app/app.functions/serverless.json';

function member(key: string, value: Json, at: readonly string[] = ['appFunctions']): JsonMember {
  return { at, key, value, ifDifferent: 'conflict' };
}

const hello = member('hello', { file: 'hello.js', secrets: ['KEY'] });

/** Entries for several functions, with and without secrets and an endpoint. */
const additions: readonly JsonMember[] = [
  hello,
  member('bare', { file: 'bare.js' }),
  member('public', {
    file: 'sub/public.js',
    secrets: [],
    endpoint: { path: 'a/b', method: ['GET', 'POST'] },
  }),
  member('__proto__', { file: 'proto.js', secrets: ['A', 'B', 'C'] }),
];

function withMembers(value: Json, members: readonly JsonMember[]): Json {
  return members.reduce<Json>((result, { at, key, value: added }) => {
    const [first, ...rest] = at;
    const fields = result as { readonly [key: string]: Json };
    if (first === undefined) return Object.fromEntries([...Object.entries(fields), [key, added]]);
    const own = Object.hasOwn(fields, first) ? (fields[first] as Json) : {};
    const inner = withMembers(own, [{ at: rest, key, value: added, ifDifferent: 'conflict' }]);
    return Object.fromEntries([...Object.entries(fields), [first, inner]]);
  }, value);
}

/** Typical files from projects, and their content after `hello` was added. */
const shapes: readonly (readonly [name: string, before: string, after: string])[] = [
  [
    'two spaces, lists in one line',
    `{
  "appFunctions": {
    "one": {
      "file": "one.js",
      "secrets": ["A", "B"]
    }
  }
}
`,
    `{
  "appFunctions": {
    "one": {
      "file": "one.js",
      "secrets": ["A", "B"]
    },
    "hello": {
      "file": "hello.js",
      "secrets": ["KEY"]
    }
  }
}
`,
  ],
  [
    'four spaces, lists over several lines, no final newline',
    `{
    "appFunctions": {
        "one": {
            "file": "one.js",
            "secrets": [
                "A"
            ]
        }
    }
}`,
    `{
    "appFunctions": {
        "one": {
            "file": "one.js",
            "secrets": [
                "A"
            ]
        },
        "hello": {
            "file": "hello.js",
            "secrets": [
                "KEY"
            ]
        }
    }
}`,
  ],
  [
    'tabs and three final newlines',
    '{\n\t"appFunctions": {\n\t\t"one": {\n\t\t\t"file": "one.js"\n\t\t}\n\t}\n}\n\n\n',
    '{\n\t"appFunctions": {\n\t\t"one": {\n\t\t\t"file": "one.js"\n\t\t},\n\t\t"hello": {\n\t\t\t"file": "hello.js",\n\t\t\t"secrets": ["KEY"]\n\t\t}\n\t}\n}\n\n\n',
  ],
  [
    'CRLF',
    '{\r\n  "appFunctions": {\r\n    "one": {\r\n      "file": "one.js"\r\n    }\r\n  }\r\n}\r\n',
    '{\r\n  "appFunctions": {\r\n    "one": {\r\n      "file": "one.js"\r\n    },\r\n    "hello": {\r\n      "file": "hello.js",\r\n      "secrets": ["KEY"]\r\n    }\r\n  }\r\n}\r\n',
  ],
  [
    'the whole file shifted by two, with five spaces a level',
    `  {
       "appFunctions": {
            "one": {
                 "file": "one.js",
                 "secrets": []
            }
       }
  }
`,
    `  {
       "appFunctions": {
            "one": {
                 "file": "one.js",
                 "secrets": []
            },
            "hello": {
                 "file": "hello.js",
                 "secrets": ["KEY"]
            }
       }
  }
`,
  ],
  [
    'indents that drift: the last neighbour counts',
    `{
  "appFunctions": {
      "one": {
        "file": "one.js"
    },
     "two": {
         "file": "two.js",
         "secrets": [ "A" ]
       }
   },
 "version": "1.0"
}
`,
    `{
  "appFunctions": {
      "one": {
        "file": "one.js"
    },
     "two": {
         "file": "two.js",
         "secrets": [ "A" ]
       },
     "hello": {
         "file": "hello.js",
         "secrets": [ "KEY" ]
       }
   },
 "version": "1.0"
}
`,
  ],
  [
    'minified',
    '{"appFunctions":{"one":{"file":"one.js","secrets":["A"]}},"version":"1.0"}\n',
    '{"appFunctions":{"one":{"file":"one.js","secrets":["A"]},"hello":{"file":"hello.js","secrets":["KEY"]}},"version":"1.0"}\n',
  ],
  [
    'minified and empty',
    '{"appFunctions":{}}',
    '{"appFunctions":{"hello":{"file":"hello.js","secrets":["KEY"]}}}',
  ],
  [
    'each function in one line',
    `{
  "appFunctions": {
    "one": { "file": "one.js", "secrets": ["A"] },
    "two": { "file": "two.js" }
  }
}
`,
    `{
  "appFunctions": {
    "one": { "file": "one.js", "secrets": ["A"] },
    "two": { "file": "two.js" },
    "hello": { "file": "hello.js", "secrets": ["KEY"] }
  }
}
`,
  ],
  [
    'odd spacing around colons',
    `{
  "appFunctions" : {
    "one" : {
      "file" : "one.js"
    }
  }
}
`,
    `{
  "appFunctions" : {
    "one" : {
      "file" : "one.js"
    },
    "hello" : {
      "file" : "hello.js",
      "secrets" : ["KEY"]
    }
  }
}
`,
  ],
  [
    'secrets as an empty object in a neighbour',
    `{
  "appFunctions": {
    "one": {
      "file": "one.js",
      "secrets": {}
    }
  }
}
`,
    `{
  "appFunctions": {
    "one": {
      "file": "one.js",
      "secrets": {}
    },
    "hello": {
      "file": "hello.js",
      "secrets": ["KEY"]
    }
  }
}
`,
  ],
  [
    'blank lines between functions',
    `{
  "appFunctions": {

    "one": {
      "file": "one.js"
    },

    "two": {
      "file": "two.js"
    }

  }
}
`,
    `{
  "appFunctions": {

    "one": {
      "file": "one.js"
    },

    "two": {
      "file": "two.js"
    },
    "hello": {
      "file": "hello.js",
      "secrets": ["KEY"]
    }

  }
}
`,
  ],
  [
    'no functions yet, in one line',
    `{
  "appFunctions": {}
}
`,
    `{
  "appFunctions": {
    "hello": {
      "file": "hello.js",
      "secrets": ["KEY"]
    }
  }
}
`,
  ],
  [
    'no functions yet, over several lines',
    `{
\t"appFunctions": {
\t},
\t"version": "1.0"
}
`,
    `{
\t"appFunctions": {
\t\t"hello": {
\t\t\t"file": "hello.js",
\t\t\t"secrets": ["KEY"]
\t\t}
\t},
\t"version": "1.0"
}
`,
  ],
  [
    'an empty object',
    '{}\n',
    `{
  "appFunctions": {
    "hello": {
      "file": "hello.js",
      "secrets": ["KEY"]
    }
  }
}
`,
  ],
  [
    'another generation of keys and no appFunctions',
    `{
   "runtime": "nodejs18.x",
   "version": "1.0"
}
`,
    `{
   "runtime": "nodejs18.x",
   "version": "1.0",
   "appFunctions": {
      "hello": {
         "file": "hello.js",
         "secrets": ["KEY"]
      }
   }
}
`,
  ],
  [
    'closing brackets at the end of the last line',
    `{
  "appFunctions": {
    "one": {
      "file": "one.js",
      "secrets": ["A"]}}}
`,
    `{
  "appFunctions": {
    "one": {
      "file": "one.js",
      "secrets": ["A"]},
    "hello": {
      "file": "hello.js",
      "secrets": ["KEY"]}}}
`,
  ],
];

/** Files that HubSpot's tools refuse, and their content after `hello` was added. */
const lenientShapes: readonly (readonly [name: string, before: string, after: string])[] = [
  [
    'a comment behind the last function stays on its line',
    `{
  // all of them
  "appFunctions": {
    "one": { "file": "one.js" } // the first
    // "two": { "file": "two.js" }
  }
}
`,
    `{
  // all of them
  "appFunctions": {
    "one": { "file": "one.js" }, // the first
    "hello": { "file": "hello.js", "secrets": ["KEY"] }
    // "two": { "file": "two.js" }
  }
}
`,
  ],
  [
    'trailing commas stay trailing commas',
    `{
  "appFunctions": {
    "one": {
      "file": "one.js",
    }, /* the first */
  },
}
`,
    `{
  "appFunctions": {
    "one": {
      "file": "one.js",
    }, /* the first */
    "hello": {
      "file": "hello.js",
      "secrets": ["KEY"]
    },
  },
}
`,
  ],
  [
    'a comment in an empty object',
    `{
  "appFunctions": { // none yet
  }
}
`,
    `{
  "appFunctions": { // none yet
    "hello": {
      "file": "hello.js",
      "secrets": ["KEY"]
    }
  }
}
`,
  ],
  [
    'a comment that takes the rest of a line of many entries',
    '{ "appFunctions": { "one": { "file": "one.js" } // the first\n } }\n',
    '{ "appFunctions": { "one": { "file": "one.js" }, // the first\n  "hello": { "file": "hello.js", "secrets": ["KEY"] }\n } }\n',
  ],
];

const crowded = `${JSON.stringify(
  {
    appFunctions: Object.fromEntries(
      Array.from({ length: 24 }, (_, index) => [
        `function-${index}`,
        { file: `src/${index}.js`, secrets: ['A'] },
      ]),
    ),
  },
  null,
  4,
)}\n`;

describe('Adding a function to a serverless.json', () => {
  test.each([...shapes, ...lenientShapes])('%s', (_, before, after) => {
    expect(editJson(path, before, [hello], []).text).toBe(after);
  });

  test.each(shapes)('says that HubSpot reads it: %s', (_, before) => {
    expect(parseJson(path, editJson(path, before, [hello], []).text).loose).toBeUndefined();
  });

  test.each(lenientShapes)('says that HubSpot refuses it: %s', (_, before) => {
    expect(parseJson(path, editJson(path, before, [hello], []).text).loose).toBeDefined();
  });

  const all = [...shapes, ...lenientShapes, ['24 functions', crowded] as const];
  const cases = all.flatMap(([name, text]) =>
    additions.map((added) => ({ name, text, added, key: added.key })),
  );
  test.each(cases)('$key changes nothing but its own lines: $name', ({ text, added }) => {
    const edited = editJson(path, text, [added], []).text;
    expectOneInsertion(text, edited);
    expect(parseWith(edited)).toEqual(withMembers(parseWith(text), [added]));
    expect(editJson(path, edited, [added], []).text).toBe(edited);
  });

  test.each(all.map(([name, text]) => ({ name, text })))(
    'four at once are the four one after another: $name',
    ({ text }) => {
      const together = editJson(path, text, additions, []).text;
      const inTurn = additions.reduce((before, added) => editJson(path, before, [added], []).text, text);
      expect(parseWith(together)).toEqual(parseWith(inTurn));
      expect(editJson(path, together, additions, []).text).toBe(together);
    },
  );

  test('a function that is there with the same value, in whatever order and spacing, changes nothing', () => {
    const text = '{"appFunctions": {"hello": {"secrets": [ "KEY" ],  /* */ "file": "hello.js"}}}';
    expect(editJson(path, text, [hello], []).text).toBe(text);
  });

  test('a function that is there with another value is a conflict with its place', () => {
    const text = '{\n  "appFunctions": {\n    "hello": {\n      "file": "other.js"\n    }\n  }\n}\n';
    const problem = problemOf(() => editJson(path, text, [hello], []));
    expect(problem).toMatchObject({ exit: 3, code: 'json-conflict', details: { conflicts: [path] } });
    expect(problem.message).toBe(
      `${path} (line 3, column 5) already has "appFunctions.hello", with another value.`,
    );
  });

  test('of a key that is there twice the last one is edited, because it is the one that counts', () => {
    const text = '{"appFunctions": {"a": {}}, "appFunctions": {"b": {}}}';
    const { text: edited } = editJson(path, text, [member('c', {})], []);
    expect(edited).toBe('{"appFunctions": {"a": {}}, "appFunctions": {"b": {}, "c": {}}}');
  });

  test.each([
    ['a list', '{\n  "appFunctions": []\n}'],
    ['a text', '{\n  "appFunctions": "none"\n}'],
    ['null', '{\n  "appFunctions": null\n}'],
  ])('%s where the functions should be is a conflict with its place', (_, text) => {
    const problem = problemOf(() => editJson(path, text, [hello], []));
    expect(problem.code).toBe('json-conflict');
    expect(problem.message).toBe(
      `${path} (line 2, column 19): "appFunctions" must be an object, such as {}.`,
    );
  });

  test.each(['[]', '"text"', '1', 'null'])('a file that holds %s is a conflict', (text) => {
    expect(problemOf(() => editJson(path, text, [hello], [])).message).toMatch(/must be an object/);
  });

  test('everything in the way is named at once', () => {
    const text = '{"appFunctions": {"hello": 1, "bare": 2}}';
    const { message } = problemOf(() => editJson(path, text, additions, []));
    expect(message.split('\n')).toHaveLength(2);
  });

  test('two additions that contradict each other are a conflict', () => {
    const other = member('hello', { file: 'other.js' });
    expect(problemOf(() => editJson(path, '{}', [hello, other], [])).message).toMatch(/twice/);
  });
});

describe('Adding to a package.json', () => {
  const wanted: JsonMember = {
    at: ['dependencies'],
    key: '@hubspot/api-client',
    value: '^13.1.0',
    ifDifferent: 'keep',
  };

  test('the dependencies are made where there are none', () => {
    const text = '{\n  "name": "x",\n  "scripts": {\n    "test": "true"\n  }\n}\n';
    expect(editJson('package.json', text, [wanted], []).text).toBe(
      '{\n  "name": "x",\n  "scripts": {\n    "test": "true"\n  },\n  "dependencies": {\n    "@hubspot/api-client": "^13.1.0"\n  }\n}\n',
    );
  });

  test('an existing version is kept, and both are reported', () => {
    const text = '{"dependencies": {"@hubspot/api-client": "^11.0.0"}}';
    const edit = editJson('package.json', text, [wanted], []);
    expect(edit).toEqual({ text, edits: [], kept: [{ ...wanted, present: '"^11.0.0"' }] });
  });

  test('of two versions that are wanted at once the first is taken, and both are reported', () => {
    const edit = editJson('package.json', '{}', [wanted, { ...wanted, value: '^9' }], []);
    expect(JSON.parse(edit.text)).toEqual({ dependencies: { '@hubspot/api-client': '^13.1.0' } });
    expect(edit.kept).toEqual([{ ...wanted, value: '^9', present: '"^13.1.0"' }]);
  });
});

describe('Adding scopes to an app', () => {
  const scopes = (items: readonly string[], at: readonly string[] = ['scopes']): JsonItem[] =>
    items.map((item) => ({ at, item }));

  test.each([
    [
      'a list in one line',
      '{ "scopes": ["a"], "public": false }',
      '{ "scopes": ["a", "b", "c"], "public": false }',
    ],
    [
      'a list over several lines',
      '{\n  "scopes": [\n    "a"\n  ]\n}',
      '{\n  "scopes": [\n    "a",\n    "b",\n    "c"\n  ]\n}',
    ],
    ['an empty list', '{\n  "scopes": [ ]\n}', '{\n  "scopes": ["b", "c"]\n}'],
    [
      'an empty list over several lines',
      '{\n  "scopes": [\n  ]\n}',
      '{\n  "scopes": [\n    "b",\n    "c"\n  ]\n}',
    ],
    ['no list', '{\n  "name": "x"\n}', '{\n  "name": "x",\n  "scopes": ["b", "c"]\n}'],
    ['one of them there', '{"scopes":["c","a"]}', '{"scopes":["c","a","b"]}'],
    ['both there, one with an escape', '{"scopes":["\\u0062","c"]}', '{"scopes":["\\u0062","c"]}'],
  ])('%s', (_, before, after) => {
    expect(editJson('app.json', before, [], scopes(['b', 'c'])).text).toBe(after);
  });

  test('a deep list takes the layout of the lists beside it', () => {
    const text =
      '{\n  "config": {\n    "auth": {\n      "requiredScopes": [],\n      "optionalScopes": [\n        "x"\n      ]\n    }\n  }\n}\n';
    expect(
      editJson('app-hsmeta.json', text, [], scopes(['b'], ['config', 'auth', 'requiredScopes'])).text,
    ).toBe(text.replace('[]', '[\n        "b"\n      ]'));
  });

  test('an object in place of the list is a conflict with its place', () => {
    const problem = problemOf(() => editJson('app.json', '{\n  "scopes": {}\n}', [], scopes(['b', 'c'])));
    expect(problem.message).toBe('app.json (line 2, column 13): "scopes" must be a list, such as [].');
  });

  test('members and items in several places of a file are put in at once', () => {
    const text = '{\n  "scopes": ["a"],\n  "extensions": {}\n}\n';
    const { text: edited } = editJson(
      'app.json',
      text,
      [member('x', 1, ['extensions']), member('y', 2, [])],
      scopes(['b']),
    );
    expect(edited).toBe('{\n  "scopes": ["a", "b"],\n  "extensions": {\n    "x": 1\n  },\n  "y": 2\n}\n');
  });
});

describe('Listing a card in an app', () => {
  const card = { file: 'extensions/new.json' };
  const items: JsonItem[] = [{ at: ['extensions', 'crm', 'cards'], item: card }];

  test.each([
    [
      'no card yet',
      '{\n  "extensions": {\n    "crm": {\n      "cards": []\n    }\n  }\n}\n',
      '{\n  "extensions": {\n    "crm": {\n      "cards": [\n        {\n          "file": "extensions/new.json"\n        }\n      ]\n    }\n  }\n}\n',
    ],
    [
      'a card over several lines',
      '{\n  "extensions": {\n    "crm": {\n      "cards": [\n        {\n          "file": "a.json"\n        }\n      ]\n    }\n  }\n}',
      '{\n  "extensions": {\n    "crm": {\n      "cards": [\n        {\n          "file": "a.json"\n        },\n        {\n          "file": "extensions/new.json"\n        }\n      ]\n    }\n  }\n}',
    ],
    [
      'cards in a line each',
      '{\n\t"extensions": { "crm": { "cards": [\n\t\t{ "file": "a.json" }\n\t] } }\n}',
      '{\n\t"extensions": { "crm": { "cards": [\n\t\t{ "file": "a.json" },\n\t\t{ "file": "extensions/new.json" }\n\t] } }\n}',
    ],
    [
      'a card in the line of the list',
      '{"extensions":{"crm":{"cards":[{"file":"a.json"}]}}}',
      '{"extensions":{"crm":{"cards":[{"file":"a.json"},{"file":"extensions/new.json"}]}}}',
    ],
    [
      'no extensions',
      '{\n    "name": "x"\n}',
      '{\n    "name": "x",\n    "extensions": {\n        "crm": {\n            "cards": [\n                {\n                    "file": "extensions/new.json"\n                }\n            ]\n        }\n    }\n}',
    ],
    [
      'the card itself',
      '{"extensions":{"crm":{"cards":[{ "file" : "extensions\\/new.json" }]}}}',
      '{"extensions":{"crm":{"cards":[{ "file" : "extensions\\/new.json" }]}}}',
    ],
  ])('%s', (_, before, after) => {
    expect(editJson('app.json', before, [], items).text).toBe(after);
  });
});

/** The value of JSON with comments, according to another parser. */
function parseWith(text: string): Json {
  const node = parseTree(text, [], { allowTrailingComma: true });
  return node === undefined ? null : (getNodeValue(node) as Json);
}

describe('For any document in any format', () => {
  const values = fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as Json);
  const wishes = fc.oneof(
    fc.tuple(keys, values).map(([key, value]) => ({ members: [member(key, value)], items: [] })),
    fc
      .tuple(keys, keys)
      .map(([at, key]) => ({ members: [member(key, 'x', ['dependencies', at, 'deep'])], items: [] })),
    keys.map((item) => ({ members: [], items: [{ at: ['scopes'], item }] })),
  );

  test('an edit is a single insertion with the intended meaning, keeps strict JSON strict, and repeating it changes nothing', () => {
    fc.assert(
      fc.property(documents, wishes, ({ text, strict, value }, { members, items }) => {
        let edited: string;
        try {
          const edit = editJson(path, text, members, items);
          edited = edit.text;
          if (strict) expect(() => JSON.parse(edited)).not.toThrow();
        } catch (error) {
          // The reported conflict must really exist.
          expect(error).toMatchObject({ code: 'json-conflict' });
          const holder = members[0]?.at[0] ?? '';
          expect(Object.keys(value[holder] as object)).toContain(members[0]?.at[1] ?? members[0]?.key);
          return;
        }
        expectOneInsertion(text, edited);
        const wanted = items.reduce<Json>(
          (before, { item }) => withItem(before, item),
          withMembers(value, members),
        );
        expect(strict ? JSON.parse(edited) : parseWith(edited)).toEqual(wanted);
        expect(parseJson(path, edited).value).toEqual(wanted);
        expect(editJson(path, edited, members, items).text).toBe(edited);
      }),
      { numRuns: 1000 },
    );
  });
});

function withItem(value: Json, item: string): Json {
  const { scopes = [], ...rest } = value as {
    readonly [key: string]: Json;
    readonly scopes?: readonly string[];
  };
  return Object.fromEntries([...Object.entries(rest), ['scopes', [...new Set([...scopes, item])]]]);
}
