import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isKeyPrefix } from '../generation/key-prefix.ts';
import { hashKey, keyPattern, makeKey, parseKey } from './key-format.ts';

/** A small generator of known quality (mulberry32), so that a failure can be run again by its seed. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const told = `with seed ${String(seed)}`;
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

test('a key is written in one way, by the random bytes alone', () => {
  const key = makeKey('live', 'fg_', (bytes) => new Uint8Array(bytes).fill(61));
  expect(key).toBe(`fg_live_${'z'.repeat(30)}0j30Tt`);
  expect(parseKey(key)).toEqual({ mode: 'live', prefix: 'fg_live_zzzz', lastFour: key.slice(-4) });
  expect(parseKey(makeKey('test'))?.mode).toBe('test');
  expect(makeKey('test')).not.toBe(makeKey('test'));
});

/** Of platforms whose clients look at how a key begins. */
const prefixes = [
  'fg_',
  'sd2_live_',
  'th-',
  'sk-',
  'sk-proj-',
  'oh-',
  'live_',
  'x-live-',
  'a1b2c3d4e5f6g7h8i9j_',
];

describe.each(prefixes)('keys that begin with %s', (prefix) => {
  test('say their mode, have their checksum, and are found by scanners', () => {
    expect(isKeyPrefix(prefix)).toBe(true);
    for (const mode of ['live', 'test'] as const) {
      const key = makeKey(mode, prefix);
      expect(key.startsWith(prefix)).toBe(true);
      const parsed = parseKey(key);
      expect(parsed?.mode).toBe(mode);
      expect(key.startsWith(parsed?.prefix ?? 'nothing')).toBe(true);
      expect(parsed?.prefix).toHaveLength(key.length - 32);
      expect(`"${key}"`.match(new RegExp(keyPattern(prefix), 'g'))).toEqual([key]);
      const last = key.endsWith('0') ? '1' : '0';
      expect(parseKey(key.slice(0, -1) + last)).toBeNull();
      // The prefix is under the checksum too.
      expect(parseKey(`x${key}`)).toBeNull();
    }
  });
});

test('a prefix that says live says it once, and its test keys say test', () => {
  const one = (bytes: number) => new Uint8Array(bytes).fill(61);
  const digits36 = /[0-9A-Za-z]{36}$/u;
  expect(makeKey('live', 'sd2_live_', one).replace(digits36, '')).toBe('sd2_live_');
  expect(makeKey('test', 'sd2_live_', one).replace(digits36, '')).toBe('sd2_live_test_');
  expect(makeKey('live', 'th-', one).replace(digits36, '')).toBe('th-live_');
});

test.each(['', 'fg', 'sd2_test_', 'x-test-', '_', '-', '1_', 'a b_', 'ä_', `${'a'.repeat(20)}_`])(
  'no prefix: %j',
  (prefix) => {
    expect(isKeyPrefix(prefix)).toBe(false);
  },
);

test('a checksum with a small value keeps its leading zeros', () => {
  for (let made = 0; made < 2000; made += 1) expect(makeKey('live')).toHaveLength(44);
});

test('every digit is as likely as any other', () => {
  // Each byte value once: 248 to 255 must be dropped, or the first 8 digits would come up 5 times.
  let next = 0;
  const allBytes = (bytes: number) => Uint8Array.from({ length: bytes }, () => next++ % 256);
  const counts = new Map<string, number>();
  for (let key = 0; key < 31 * 4; key += 1) {
    for (const digit of makeKey('live', 'fg_', allBytes).slice(8, -6)) {
      counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
  }
  expect([...counts.keys()].toSorted().join('')).toBe(digits);
  expect(new Set(counts.values())).toEqual(new Set([60]));
});

test('the hash is SHA-256 of the whole key', () => {
  const key = makeKey('live');
  expect(hashKey(key)).toEqual(createHash('sha256').update(key).digest());
});

describe('what is no key', () => {
  test.each([
    '',
    'fg_live_',
    'sk-1234567890',
    `${makeKey('live')}\n`,
    ` ${makeKey('live')}`,
    makeKey('live').replace('live', 'test'),
    makeKey('live').replace('live', 'mgmt'),
    makeKey('live').toUpperCase(),
    makeKey('live').slice(0, -1),
    `${makeKey('live')}0`,
  ])('%j', (text) => {
    expect(parseKey(text)).toBeNull();
  });

  test(`100 000 wrong keys never pass, ${told}`, () => {
    const below = seeded(seed);
    const digit = () => digits.charAt(below(62));
    const spoil: ((key: string) => string)[] = [
      // One digit other than it was.
      (key) => {
        const place = 8 + below(36);
        const other = digits.charAt((digits.indexOf(key.charAt(place)) + 1 + below(61)) % 62);
        return key.slice(0, place) + other + key.slice(place + 1);
      },
      // One digit lost, another one at the end.
      (key) => {
        const place = 8 + below(30);
        return key.slice(0, place) + key.slice(place + 1) + digit();
      },
      // Invented outright.
      () => `fg_live_${Array.from({ length: 36 }, digit).join('')}`,
    ];
    const passed: string[] = [];
    for (let tried = 0; tried < 100_000; tried += 1) {
      const key = makeKey('live');
      const wrong = spoil[tried % spoil.length]?.(key) ?? '';
      if (wrong !== key && parseKey(wrong)) passed.push(wrong);
    }
    expect(passed).toEqual([]);
  });
});

test(`the published pattern finds every key in 10 MB of noise and no other, ${told}`, () => {
  const below = seeded(seed);
  const alphabet = `${digits}${digits}_-"' \n=:{}`;
  const parts: string[] = [];
  const real: string[] = [];
  for (let part = 0; part < 1000; part += 1) {
    let noise = '';
    for (let letter = 0; letter < 10_000; letter += 1) noise += alphabet.charAt(below(72));
    const key = makeKey(part % 2 === 0 ? 'live' : 'test');
    real.push(key);
    const lookalike = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
    // A key stands between any letters at all; a lookalike has a wrong checksum.
    parts.push(noise, key, noise.slice(0, 50), lookalike);
  }
  const found = parts.join('').match(new RegExp(keyPattern(), 'g')) ?? [];
  expect(found.length).toBeGreaterThan(real.length);
  expect(found.filter((text) => parseKey(text))).toEqual(real);
});
