import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { shortestHiddenInText } from '../../src/data/limits.ts';
import { redactor } from '../../src/run/redact.ts';
import type { Json } from '../../src/types.ts';
import { whole } from '../extent.ts';
import { countSteps } from '../steps.ts';

fc.configureGlobal({ numRuns: whole ? 2000 : 100 });

/** Values that a UTF-8 file can contain, long enough to be masked, without characters of the mask itself. */
const secret = fc
  .string({ unit: 'binary', minLength: shortestHiddenInText, maxLength: 30 })
  .filter(
    (value) => value.isWellFormed() && !value.includes('*') && value.trim().length >= shortestHiddenInText,
  );

function messageOf(work: () => unknown): string {
  try {
    return String(work());
  } catch (error) {
    return (error as Error).message;
  }
}

describe('redactor', () => {
  it('leaves no secret value in any text, however it is surrounded and encoded', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const { text } = redactor({ KEY: value });
        for (const form of [value, encodeURIComponent(value), JSON.stringify({ value })]) {
          expect(text(before + form + after)).not.toContain(
            form.includes('{') ? JSON.stringify(value) : form,
          );
        }
        expect(text(Buffer.from(value).toString('base64'))).toMatch(/^\*\*\*=*$/);
      }),
    );
  });

  it('changes nothing where no secret stands, and keeps the shape of JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(redactor({ KEY: 'never \u0001 there' }).json(value as Json)).toEqual(value);
      }),
    );
  });

  it('hides values in members, keys, and numbers that hold one', () => {
    const { json, found } = redactor({ KEY: 'a-key', PIN: '123456', UNUSED: 'unused-value' });
    expect(json({ 'x-a-key': ['a-keya-key', 123456, 12345, true, null] })).toEqual({
      'x-***': ['***', '***', 12345, true, null],
    });
    expect([...found]).toEqual(['KEY', 'PIN']);
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1e9 }), fc.constantFrom(-1, 0.5, 10, 1e3), (value, other) => {
        const all = [value, -value, value + 0.5, other < 1 ? value : value * other];
        expect(redactor({ PIN: String(value) }).json(all)).toEqual(all.map(() => '***'));
      }),
    );
    const account = '98765432109876543210';
    expect(redactor({ ACCOUNT: account }).json([Number(account), 9876])).toEqual(['***', 9876]);
  });

  it('hides a value in a response of megabytes wherever it stands, and lets others run meanwhile', async () => {
    const value = `it's 1 "value" & more`;
    const encodings = [JSON.stringify, encodeURIComponent, (text: string) => btoa(JSON.stringify(text))];
    const { jsonInTurns, found } = redactor({ KEY: value });
    const noise = (length: number) => Buffer.alloc(length, '9k+/Zq').toString();
    for (const [index, encode] of encodings.entries()) {
      const form = encode(value);
      const before = noise((1 << 17) - (index % 2 === 0 ? form.length >> 1 : 0));
      let turns = 0;
      const count = setInterval(() => {
        turns += 1;
      }, 0);
      const shown = await jsonInTurns([`${before} ${form} ${noise(6e5)}`, form, 7]);
      clearInterval(count);
      expect(turns).toBeGreaterThan(0);
      expect(JSON.stringify(shown)).not.toContain(form.slice(6, -6));
      expect(JSON.stringify(shown)).toContain('***');
    }
    expect([...found]).toEqual(['KEY']);
  });

  it('takes base64 of any length, in lines of any length', () => {
    const { text } = redactor({ KEY: `it's 1 "value" & more` });
    const bytes = Buffer.alloc(
      3_000_000,
      Uint8Array.from({ length: 251 }, (_, index) => (index * 97) % 256),
    );
    const code = bytes.toString('base64');
    for (const all of [code, code.slice(0, 5e5).replace(/.{3}/g, '$&\r\n')]) expect(text(all)).toBe(all);
  });

  it('hides the longer one of two values that overlap', () => {
    expect(redactor({ SHORT: 'abcd', LONG: 'abcdefgh' }).text('abcdefgh abcd')).toBe('*** ***');
  });

  it('hides what a variable of the environment has of a value with a NUL', () => {
    expect(redactor({ KEY: 'begin-of-it\0rest' }).text('it is begin-of-it')).toBe('it is ***');
  });

  it('hides each line of a value of several lines, but no short ones', () => {
    const { text } = redactor({ KEY: '-----BEGIN\nabcdefgh\n\nxy\n' });
    expect(text('abcdefgh, xy, -----BEGIN')).toBe('***, xy, ***');
  });

  it.each([
    ['https://u:Firstpw99@a:1,https://u:Secndpw88@b:2', ['Firstpw99', 'Secndpw88']],
    ['a://u:One-pw1@h; b://u:Two-pw2@h c://u:Three-pw3@h', ['One-pw1', 'Two-pw2', 'Three-pw3']],
    ['//u:Noscheme55@h/', ['Noscheme55']],
  ])('hides each password of %s', (value, passwords) => {
    const { text } = redactor({ NODES: value });
    for (const one of passwords) expect(text(`x ${one} x`)).toBe('x *** x');
  });

  it('hides the password in an address on its own, as it is there and without escapes', () => {
    const { text, found } = redactor({
      DATABASE: 'postgres://app:p%40ss-w0rd@db.example.com:5432/shop?ssl=1',
    });
    const { password } = new URL('postgres://app:p%40ss-w0rd@db.example.com');
    expect(text(`${password} ${decodeURIComponent(password)} app`)).toBe('*** *** app');
    expect([...found]).toEqual(['DATABASE']);
  });

  it.each([
    ['postgres://app:P@ssw0rd@db.example.com/prod', 'P@ssw0rd'],
    ['smtp://me@corp.com:hunter22pw@smtp.corp.com', 'hunter22pw'],
    ['https:app:hunter22pw@db.example.com', 'hunter22pw'],
    ['https:\\\\app:hunter22pw@db.example.com', 'hunter22pw'],
    ['jdbc:postgresql://app:hunter22pw@h/db', 'hunter22pw'],
    ['redis://:a:b:c:d@h:6379', 'a:b:c:d'],
    ['postgres://app:Correct7Horse9@h', 'CORRECT7HORSE9'],
  ])('hides what programs take for the password of %s', (value, password) => {
    expect(redactor({ DATABASE: value }).text(`x ${password} x`)).toBe('x *** x');
  });

  it('keeps every member of an object whose keys are hidden', () => {
    const { json } = redactor({ A: 'info', B: 'password' });
    const given = { info: 1, password: 2, '***': 3, '*** (2)': 4, other: 5 };
    expect(Object.values(json(given) as object).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(json({ info: 1, password: 2 })).toEqual({ '***': 1, '*** (2)': 2 });
  });

  it('hides a value that is too short only where it stands alone', () => {
    const { text, whole, json, found } = redactor({ TOKEN: 'dev', PIN: '12', EMPTY: '' });
    expect(text('dev in development')).toBe('dev in development');
    expect(whole('dev in development')).toBe('dev in development');
    expect(json(['', 'deva', 120, '1'])).toEqual(['', 'deva', 120, '1']);
    expect(found.size).toBe(0);
    expect([whole('dev'), whole(' dev\t')]).toEqual(['***', '***']);
    expect(json({ dev: ['dev', 12, { x: '12' }] })).toEqual({ '***': ['***', '***', { x: '***' }] });
    expect([...found]).toEqual(['TOKEN', 'PIN']);
  });

  /** Words and numbers that occur in many texts, and names that do not suggest a secret. */
  const ordinaryValue = fc.stringMatching(/^(?:[a-z]{4,11}|[A-Z]{4,11}|\d{4,11})$/);
  const ordinaryName = fc.constantFrom(
    'LOG_LEVEL',
    'PORT',
    'DB',
    'SHIPPING',
    'spinner',
    'PINTEREST',
    'mapping',
    'PORT of .env.local',
  );
  const secretNames = fc.constantFrom(
    'API_KEY',
    'stripeKey',
    'DB_PASS',
    'PIN',
    'PIN of .env',
    'USERPIN',
    'DOORpin',
    'userPin',
    'PIN_2',
    'PINCODE',
    'pinCode',
    'MY_TOKEN',
    'pwd',
  );

  it('hides an ordinary value as a word of its own, not in others, and warns of none', () => {
    const apart = fc.stringMatching(/^[ !-),-/:<-?\]^_`{|}~\n☃]{0,3}$/);
    fc.assert(
      fc.property(ordinaryName, ordinaryValue, apart, apart, (name, value, before, after) => {
        const { text, json, found } = redactor({ [name]: value });
        expect(text(`x${before}x ${before}${value}${after} ${after}x`)).toBe(
          `x${before}x ${before}***${after} ${after}x`,
        );
        expect(JSON.stringify(json({ [value]: [value, Number(value)] }))).not.toContain(value);
        expect(found.size).toBe(0);
      }),
    );
    const joined = fc.stringMatching(/^[a-zA-Z0-9äß語]$/);
    fc.assert(
      fc.property(ordinaryName, ordinaryValue, joined, (name, value, sign) => {
        const { text } = redactor({ [name]: value });
        for (const one of [value + sign, sign + value, sign + value + sign]) expect(text(one)).toBe(one);
      }),
    );
  });

  it('shows an ordinary value that is too short', () => {
    const { json, whole, found } = redactor({ RETRIES: '3', STAGE: 'dev', DB: 'PG', EMPTY: '' });
    const given = { dev: [3, '3', 'dev', 'PG', ''] };
    expect(json(given)).toEqual(given);
    expect(whole('3')).toBe('3');
    expect(found.size).toBe(0);
  });

  it('hides an ordinary word of JSON, a URL or base64, and what an address has as its password, as a word', () => {
    const { text, found } = redactor({
      LEVEL: 'debugging',
      DATABASE: 'postgres://app:postgres@localhost/app',
    });
    for (const given of ['debugging', 'postgres'])
      for (const one of [
        JSON.stringify({ message: `\n${given}\n` }),
        `?level=%20${given}%20`,
        `<b>&#10;${given}&#10;</b>`,
        btoa(`the level is ${given}, as it was`),
      ])
        expect(text(one)).toContain('***');
    expect(text('postgresql is debuggings')).toBe('postgresql is debuggings');
    expect([...found]).toEqual([]);
    expect(text('postgres://app:postgres@localhost/app')).toBe('***');
    expect([...found]).toEqual(['DATABASE']);
  });

  it('hides whatever has the name of a secret everywhere, and what is not ordinary whatever its name', () => {
    const apart = fc.stringMatching(/^[a-z0-9 ]{0,3}$/);
    const other = fc.stringMatching(/^(?:[a-z]{2,5}[A-Z0-9_-][a-z]{2,5}|[a-z]{12,15}|\d{12,15})$/);
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(secretNames, ordinaryValue), fc.tuple(ordinaryName, other)),
        apart,
        apart,
        ([name, value], before, after) => {
          const { text, found } = redactor({ COPY: value, [name]: value });
          expect(text(before + value + after)).not.toContain(value);
          expect(found.size).toBe(1);
        },
      ),
    );
  });

  it.each(['', 'a', 'ab', 'abc', 'user:', 'ÄÖ'])('hides a value in base64 behind %j', (before) => {
    const value = 'S3cr3t>>Value??';
    const { text } = redactor({ KEY: value });
    for (const after of ['', ':', '::', ':::']) {
      for (const encoding of ['base64', 'base64url'] as const) {
        const shown = text(Buffer.from(before + value + after).toString(encoding));
        expect(shown).toContain('***');
        // What remains around it contains at most one letter of the value at either end.
        const left = shown.split('***').map((part) => Buffer.from(part, encoding).toString());
        expect(left.join('')).not.toMatch(/3c|r3|Va|lu/);
        expect(shown.length).toBeLessThan(((before.length * 2 + after.length) * 4) / 3 + 12);
      }
    }
  });

  it('leaves nothing of a value that was encoded first and then put into base64, once or twice', () => {
    const each = (change: (code: number) => string) => (value: string) =>
      Array.from(value, (sign) => change(sign.charCodeAt(0))).join('');
    const encoding = fc.constantFrom(
      (value: string) => Buffer.from(value).toString('hex'),
      each((code) => `%${code.toString(16)}`),
      each((code) => `&#${code};`),
      each((code) => `\\u${code.toString(16).padStart(4, '0')}`),
      each((code) => `\0${String.fromCharCode(code)}`),
      each((code) => `${String.fromCharCode(code)}\0`),
      (value: string) => value.toUpperCase(),
      (value: string) => value.replace(/.{3}/g, '$&-'),
    );
    const beside = fc.stringMatching(/^[ -~]{0,5}$/);
    const value = fc.stringMatching(/^[a-zA-Z0-9]{15,40}$/);
    fc.assert(
      fc.property(value, encoding, beside, beside, fc.boolean(), (value, encode, before, after, again) => {
        const once = btoa(`${before && `${before} `}${encode(value)}${after && ` ${after}`}`);
        const [start = '', end = '', ...more] = redactor({ KEY: value })
          .text(again ? btoa(once) : once)
          .split('***');
        expect(more).toEqual([]);
        for (const [shown, { length }] of [
          [start, before],
          [end.replaceAll('=', ''), after],
        ] as const)
          expect(shown.length).toBeLessThanOrEqual((length + 2) * (again ? 16 / 9 : 4 / 3) + 4);
      }),
    );
  });

  it('shows all that stands behind a value in base64', () => {
    const behind = fc.tuple(fc.stringMatching(/^[ "':,;.)}\]\n]$/), fc.stringMatching(/^[a-z ]{0,40}$/));
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{0,6}:$/), behind, (before, [sign, rest]) => {
        const { text } = redactor({ KEY: 'Zq7Kp2Xw9Rt4Lm6Bn8Vc3Jd5' });
        const code = Buffer.from(`${before}Zq7Kp2Xw9Rt4Lm6Bn8Vc3Jd5`).toString('base64');
        expect(text(`Basic ${code}${sign}${rest}`).replace(/^[^*]*\*{3}=*/, '')).toBe(sign + rest);
      }),
    );
  });

  it('takes no chance match of few characters for base64', () => {
    const { text } = redactor({ KEY: 'test' });
    // The base64 of every text with "test" in the second position contains "Rlc3".
    expect(text('Rlc3 HRlc3')).toBe('Rlc3 HRlc3');
  });

  const anySize = fc
    .string({
      unit: fc.constantFrom('a', 'B', '7', '"', "'", '`', '\\', '\n', ' ', '+', '/', '%', 'ä', '☃', '\u001b'),
    })
    .chain((unit) => fc.integer({ min: 1, max: 600 }).map((times) => unit.repeat(times)))
    .filter((value) => value.trim().length >= shortestHiddenInText && value.trim() === value);

  it('leaves no value of any size in an object that is logged, in JSON or in a form', () => {
    fc.assert(
      fc.property(anySize, (value) => {
        const { text } = redactor({ KEY: value });
        const shown = [
          inspect({ value }, { breakLength: Number.POSITIVE_INFINITY, maxStringLength: null }),
          JSON.stringify({ value }),
          new URLSearchParams({ value }).toString(),
        ];
        for (const one of shown) expect(text(one)).toMatch(/^[{ ]*"?value"?[:=] ?["'`]?\*\*\*["'`]?[ }]*$/);
      }),
    );
  });

  it('shows no beginning of a value wherever it was cut', () => {
    fc.assert(
      fc.property(secret, fc.integer({ min: shortestHiddenInText, max: 30 }), (value, length) => {
        fc.pre(!value.includes('…'));
        expect(redactor({ KEY: value }).text(`x ${value.slice(0, length)}…`)).toBe('x ***…');
      }),
    );
    const long = Array.from({ length: 500 }, (_, index) => index.toString(36)).join('-');
    const { text } = redactor({ KEY: long });
    for (let length = shortestHiddenInText; length < long.length; length += 1) {
      const shown = text(`${long.slice(0, length)}…`);
      expect(shown.replace('***', '').length).toBeLessThanOrEqual(shortestHiddenInText);
    }
  });

  it('hides what JSON.parse quotes of a value, alone or within other text, in a message, a log and a stack', () => {
    let quotes = 0;
    fc.assert(
      fc.property(fc.stringMatching(/^[!-)+-`{-~]{8,60}$/), fc.nat(60), (value, from) => {
        const part = value.slice(from % (value.length - 7));
        const { text } = redactor({ OTHER: 'unused-value', KEY: value });
        for (const given of [part, `[1, ${part}`, `{"p":${part}}`, `{"a":1,\n"password": ${part}, "b":2}`]) {
          const message = messageOf(() => JSON.parse(given));
          if (!/"(?:\.{3})? is not valid/.test(message)) continue;
          quotes += 1;
          for (const one of [
            message,
            JSON.stringify({ message }),
            inspect({ message }),
            new Error(message).stack ?? '',
          ]) {
            const shown = text(one);
            for (let start = 0; start + 4 <= part.length; start += 1)
              expect(shown.split('\n    at ')[0]).not.toContain(part.slice(start, start + 4));
          }
        }
      }),
    );
    expect(quotes).toBeGreaterThan(50);
    const others = messageOf(() => JSON.parse('<html>not of any secret</html>'));
    expect(redactor({ KEY: 'unused-value' }).text(others)).toBe(others);
    const { text } = redactor({ KEY: 'Tr0ub4dor&3' });
    const shown = text(messageOf(() => JSON.parse('{"password":Tr0ub4dor&3}')));
    expect(shown).toBe(`Unexpected token 'T', ..."***"... is not valid JSON`);
  });

  it('takes a value of a megabyte, and a thousand values', () => {
    const bundle = Array.from({ length: 2000 }, (_, index) => `${index}`.padStart(64, 'MIIB')).join('\n');
    expect(redactor({ BUNDLE: bundle }).text(`it is\n${bundle}\n`)).toMatch(/^it is\s*\*{3}\s*$/);
    const many = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`K${index}`, `value-${index}-`]),
    );
    expect(redactor(many).text('value-7-, value-999-, value-1000-')).toBe('***, ***, value-1000-');
  });

  const words = fc.array(fc.stringMatching(/^[a-z]{6,9}$/), { minLength: 2, maxLength: 6 });
  const betweenWords = fc.constantFrom(
    '"',
    "'",
    '`',
    '\\',
    '\n',
    '%',
    '&',
    '<',
    ' ',
    'é',
    '☃',
    '\u001b',
    '\\n',
  );
  const encodings: readonly ((text: string) => string)[] = [
    (text) => JSON.stringify({ text }),
    (text) => inspect({ text }, { breakLength: Number.POSITIVE_INFINITY, maxStringLength: null }),
    (text) => encodeURIComponent(text),
    (text) => encodeURI(text),
    (text) => escape(text),
  ];
  const inHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

  it('leaves no word of a value that was encoded again and again', () => {
    const times = fc.array(fc.constantFrom(...encodings), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(words, betweenWords, times, (parts, between, encodeAll) => {
        const shown = encodeAll.reduce((text, encode) => encode(text), parts.join(between));
        const { text } = redactor({ KEY: parts.join(between) });
        for (const redacted of [text(shown), text(inHtml(shown))])
          for (const word of parts) expect(redacted).not.toContain(word);
      }),
    );
  });

  const inHtmlByName = (text: string) =>
    text.replace(
      /[&<>"']/g,
      (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '&#x27;',
    );
  const inHtmlPadded = (text: string) =>
    text.replace(/[&<>"']/g, (sign) => `&#x${sign.charCodeAt(0).toString(16).padStart(8, '0')};`);
  const inAscii = (text: string) =>
    JSON.stringify(text).replace(
      /[^ -~]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  const inSmallEscapes = (text: string) =>
    encodeURIComponent(text).replace(/%../g, (sign) => sign.toLowerCase());
  const inBase64 = (text: string) => Buffer.from(text).toString('base64');
  const inBase64url = (text: string) => Buffer.from(`user:${text}`).toString('base64url');
  /** Values with too few letters to be found by these alone. */
  const signs = fc.stringMatching(/^[a-z]{3}[&<>"'%+ äß☃\\]{1,3}[a-z]{3}[\\&%]?$/);

  it('hides a value of few letters that was encoded again and again, three times in base64 too', () => {
    const times = fc
      .array(
        fc.constantFrom(
          ...encodings,
          inHtml,
          inHtmlByName,
          inHtmlPadded,
          inAscii,
          inSmallEscapes,
          inBase64,
          inBase64url,
        ),
        { minLength: 1, maxLength: 5 },
      )
      .filter((all) => all.filter((one) => one === inBase64 || one === inBase64url).length <= 3);
    fc.assert(
      fc.property(signs, times, (value, encodeAll) => {
        const shown = encodeAll.reduce((text, encode) => encode(text), value);
        const { text, found } = redactor({ KEY: value });
        expect(text(`<b>${shown}</b>`)).toContain('***');
        expect(text(`https://host/${shown}`)).toContain('***');
        expect([...found]).toEqual(['KEY']);
      }),
    );
    const { text } = redactor({ KEY: 'abc&defghij' });
    for (const encode of [inHtml, inHtmlByName, inSmallEscapes, inAscii])
      expect(text(`<b>${encode(encode('abc&defghij'))}</b>`)).toMatch(/^<b>[\\"]*\*{3}[\\"]*<\/b>$/);
    expect(text(inBase64(inBase64('abc&defghij')))).toBe('***PQ==');
  });

  it('shows no beginning of a value that was encoded, wherever it was cut', () => {
    const inOne = fc.constantFrom(...encodings, inHtml, inHtmlByName, inAscii, inSmallEscapes);
    fc.assert(
      fc.property(signs, fc.array(inOne, { minLength: 1, maxLength: 2 }), (rest, encodeAll) => {
        const value = `start${rest}`;
        const encoded = encodeAll.reduce((text, encode) => encode(text), value);
        const { text } = redactor({ KEY: value });
        for (let length = 0; length <= encoded.length; length += 1)
          expect(text(`${encoded.slice(0, length)}…`)).not.toContain('start');
      }),
    );
  });

  it('hides any half of a value, and 32 letters of a long one, in letters of any size and in hexadecimal', () => {
    const writings: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => text.toUpperCase(),
      (text) => text.toLowerCase(),
      (text) => Buffer.from(text).toString('hex'),
      (text) => Buffer.from(text).toString('hex').toUpperCase().match(/../g)?.join(' ') ?? '',
    ];
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-zA-Z0-9]{12,200}$/),
        fc.nat(),
        fc.nat(),
        fc.constantFrom(...writings),
        (value, any, other, written) => {
          const least = Math.min(Math.max(Math.ceil(value.length / 2), 12), 32);
          const length = least + (any % (value.length - least + 1));
          const from = other % (value.length - length + 1);
          const shown = redactor({ KEY: value }).text(`- ${written(value.slice(from, from + length))} -`);
          expect(shown).toBe('- *** -');
        },
      ),
    );
  });

  it('hides any half of each of several values that have parts in common', () => {
    const writings: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => text.toUpperCase(),
      (text) => text.replace(/.{4}(?=.)/g, '$&-'),
      (text) => Buffer.from(text).toString('hex'),
      (text) => [...text].join(' '),
    ];
    const parts = fc.array(fc.stringMatching(/^(?:[a-zA-Z0-9]{1,24}|a{1,24}|[ab]{1,24})$/), {
      minLength: 1,
      maxLength: 4,
    });
    const values = parts.chain((parts) =>
      fc.array(
        fc
          .array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 })
          .map((some) => some.join('').padEnd(12, some.join(''))),
        { minLength: 1, maxLength: 5 },
      ),
    );
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(), fc.constantFrom(...writings), (values, any, other, written) => {
        const { text } = redactor(Object.fromEntries(values.entries()));
        for (const value of values) {
          const least = Math.min(Math.max(Math.ceil(value.length / 2), 12), 32);
          const length = least + (any % (value.length - least + 1));
          const from = other % (value.length - length + 1);
          expect(text(`- ${written(value.slice(from, from + length))} -`)).toBe('- *** -');
        }
      }),
    );
  });

  it('hides any half of a value in letters of any script, in capitals too, and in base64', () => {
    const letters = fc.constantFrom(...'йцукенгшщзхфывапäöüßéñİıΣσςłž漢字語明日本ひら7');
    const writings: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => encodeURIComponent(text),
      (text) => JSON.stringify([...text].join('-')),
      (text) => Buffer.from(`user:${text}:`).toString('base64'),
    ];
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 24, maxLength: 60 }),
        fc.constantFrom(...writings),
        (parts, written) => {
          const half = parts.slice(0, Math.ceil(parts.length / 2) + 1).join('');
          const { text, found } = redactor({ KEY: parts.join('') });
          expect(text(`- ${written(half)} -`)).toContain('***');
          expect([...found]).toEqual(['KEY']);
        },
      ),
    );
    const { text } = redactor({ KEY: 'Παλαιόςδρόμοςείναι' });
    expect(text('- ΠΑΛΑΙΌΣΔΡΌΜΟΣΕΊΝΑΙ -')).toBe('- *** -');
  });

  it('hides a value in UTF-16, as bytes and in base64', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^([!-~¡-ÿ]|[\\%&][a-z0-9]){6,40}$/), fc.string(), (value, before) => {
        fc.pre(!value.includes('*'));
        const bytes = Buffer.from(before + value, 'utf16le');
        for (const one of [
          bytes.toString('latin1'),
          bytes.toString('base64'),
          bytes.swap16().toString('base64'),
        ])
          expect(redactor({ KEY: value }).text(one)).toContain('***');
      }),
    );
  });

  const doubled = (sign: string, by: string) => (text: string) =>
    `${sign}${text.replaceAll(sign, by)}${sign}`;
  it.each([
    ['a POSIX shell', doubled("'", "'\\''")],
    ['a POSIX shell, by Python', doubled("'", `'"'"'`)],
    ['PowerShell, SQL and YAML', doubled("'", "''")],
    ['CSV', doubled('"', '""')],
    ['CSV within JSON', (text: string) => JSON.stringify(doubled('"', '""')(text))],
    ['a shell within JSON', (text: string) => JSON.stringify(doubled("'", "'\\''")(text))],
    ['SQL within a URL', (text: string) => encodeURIComponent(doubled("'", "''")(text))],
    ['SQL within a form', (text: string) => `${new URLSearchParams([[doubled("'", "''")(text), '']])}`],
    ['CSV within a form', (text: string) => `${new URLSearchParams([[doubled('"', '""')(text), '']])}`],
  ])('hides a value with quotes, quoted as by %s', (_, quote) => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,4}(['" ][a-z]{1,4}){1,4}$/), (value) => {
        expect(redactor({ KEY: value }).text(quote(value))).toMatch(
          /^(?:[\\'"]|%2[27])*\*{3}(?:[\\'"=]|%2[27])*$/,
        );
      }),
    );
  });

  it('hides a value in the escapes of a shell without letters beyond ASCII, and of YAML', () => {
    const octal = (text: string) =>
      Array.from(Buffer.from(text), (byte) =>
        byte < 0x80 ? String.fromCharCode(byte) : `\\${byte.toString(8)}`,
      ).join('');
    const yaml = (text: string) =>
      text.replace(
        /[^ -~]/gu,
        (sign) => `\\U${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(8, '0')}`,
      );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,2}[äß☃🔑]{1,3}[a-z]{2,4}$/u), (value) => {
        fc.pre(value.length >= shortestHiddenInText);
        const { text } = redactor({ KEY: value });
        expect([text(`$'${octal(value)}!'`), text(`"${yaml(value)}"`)]).toEqual([`$'***!'`, '"***"']);
      }),
    );
  });

  it('hides base64 that is broken into lines', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-zA-Z0-9 .]{60,300}$/),
        fc.integer({ min: 16, max: 76 }),
        (value, width) => {
          const lines =
            Buffer.from(`x${value}`)
              .toString('base64')
              .match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
          const shown = redactor({ KEY: value }).text(lines.join('\n'));
          expect(shown.replace('***', '').length).toBeLessThan(12);
        },
      ),
    );
  });

  it('ends with a text of 100,000 characters that is nearly a value again and again', () => {
    const { text } = redactor({ A: `${'a'.repeat(60)}b`, B: `c${'a'.repeat(30)}`, C: 'ab'.repeat(40) });
    for (const part of ['a', 'ab', 'a\\', '%25', '&', '\\', 'a%', '\\u0061', 'abc/', '%255c'])
      expect(text(part.repeat(1e5 / part.length))).toBeTypeOf('string');
  });

  it('takes steps in proportion to the text, whatever the values share with it', () => {
    const values = Array.from({ length: 40 }, (_, index) => [`K${index}`, `${'a'.repeat(4 + index)}b`]);
    const { text } = redactor(Object.fromEntries(values));
    for (const part of ['a', '%2525', '&amp;', `"password":aaab"... is not valid JSON`]) {
      const [few = 0, many = 0] = [2000, 8000].map((length) =>
        countSteps(part.repeat(length / part.length), text),
      );
      expect(many / few).toBeLessThan(4.2);
    }
  });

  it('compares no more parts of a text with four times as many values that have a part in common', () => {
    const comparisons = (count: number, length: number) => {
      const values = Array.from({ length: count }, (_, index) => [`K${index}`, `${'a'.repeat(40)}b${index}`]);
      const { text } = redactor(Object.fromEntries(values));
      text('a'.repeat(100));
      const slice = vi.spyOn(String.prototype, 'slice');
      text('a'.repeat(length));
      const { length: calls } = slice.mock.calls;
      slice.mockRestore();
      return calls;
    };
    const few = comparisons(10, 2000);
    expect(few).toBeGreaterThan(2000);
    expect(comparisons(40, 2000) / few).toBeLessThan(1.1);
    expect(comparisons(10, 8000) / few).toBeLessThan(4.2);
  });
});

it.each(['GITHUB_PAT', 'PAT', 'DB_DSN', 'TLS_CERT', 'CERT2'])(
  'takes no value of %s for an ordinary one, in whichever file it is',
  (name) => {
    for (const one of [name, `${name} of .env.local`, `${name} in UTF-16LE`])
      expect(redactor({ [one]: 'horsey' }).text('xhorseyx')).toBe('x***x');
  },
);
