import { describe, expect, test } from 'vitest';
import { proofOf } from './secret.ts';
import {
  InstallationError,
  judge,
  mismatchesOf,
  termMismatches,
  versionMismatch,
  type Fact,
  type InstallationFacts,
  type Mismatch,
  type Use,
} from './installation.ts';

const secret = 'the secret of this installation';
const facts: InstallationFacts = {
  secretProof: proofOf(secret),
  storeId: null,
  isStoreMarked: false,
  lowestVersion: null,
  terms: { bookVersion: '1', bookHash: 'aa', publicUrl: 'https://a.example' },
  formers: [],
};
const config = { secret, dataDir: '/nowhere' };
const namesOf = (found: readonly Mismatch[]) => found.map(({ fact }) => fact);

describe('a process', () => {
  test('that has what the installation has is told nothing', () => {
    expect(mismatchesOf({ facts, skewMs: 1_900 }, config)).toEqual([]);
    const { terms } = facts;
    expect(termMismatches(facts, { ...terms })).toEqual([]);
  });

  test('is told nothing where nothing is noted', () => {
    const blank = { ...facts, secretProof: null, terms: null };
    expect(mismatchesOf({ facts: blank, skewMs: 0 }, config)).toEqual([]);
    expect(mismatchesOf({ facts: null, skewMs: 0 }, config)).toEqual([]);
    expect(termMismatches(blank, { bookHash: 'bb', publicUrl: null })).toEqual([]);
  });

  test('with another secret is told where it comes from', () => {
    const ofEnvironment = mismatchesOf({ facts, skewMs: 0 }, { ...config, secret: 'another' });
    expect(namesOf(ofEnvironment)).toEqual(['secret']);
    expect(ofEnvironment[0]?.words).toContain('FILMGATE_SECRET is another one');
    const [ofFolder] = mismatchesOf({ facts, skewMs: 0 }, { ...config, secret: null });
    expect(ofFolder?.words).toContain('/nowhere/secret is missing');
  });

  test.each([2_100, -2_100])('whose clock is %d ms apart is told', (skewMs) => {
    const found = mismatchesOf({ facts, skewMs }, config);
    expect(namesOf(found)).toEqual(['clock']);
    expect(found[0]?.words).toContain(skewMs > 0 ? '2.1 s ahead of' : '2.1 s behind');
  });

  test('is told of prices and addresses of which it makes use, and of no others', () => {
    const own = { bookVersion: '2', bookHash: 'bb', publicUrl: null };
    expect(namesOf(termMismatches(facts, own))).toEqual(['price book', 'PUBLIC_URL']);
    expect(namesOf(termMismatches(facts, { publicUrl: null }))).toEqual(['PUBLIC_URL']);
    const [edited] = termMismatches(facts, { bookVersion: '1', bookHash: 'bb' });
    expect(edited?.words).toContain('another one of that version');
  });
});

test.each([
  ['0.9.9', '0.10.0', true],
  ['0.10.0', '0.9.9', false],
  ['1.0.0', '1.0.0', false],
  ['1.0.0-rc.1', '1.0.0', false],
  ['1.2.3', '2.0.0', true],
])('version %s where %s is the lowest', (version, lowestVersion, isRefused) => {
  expect(versionMismatch({ lowestVersion }, version) !== null).toBe(isRefused);
});

describe('what is found', () => {
  const all: Fact[] = ['secret', 'store', 'version', 'price book', 'PUBLIC_URL', 'clock'];
  const found = all.map((fact) => ({ fact, words: `${fact} differs` }));

  function judged(use: Use, mismatches: readonly Mismatch[]) {
    const warned: unknown[] = [];
    const log = { warn: (details: unknown) => void warned.push(details) };
    try {
      judge(mismatches, use, log);
      return { refused: null, warned };
    } catch (error) {
      return { refused: error, warned };
    }
  }

  test.each<[Use, Fact[]]>([
    ['serve', ['secret', 'store', 'version']],
    ['write', ['secret', 'store', 'version']],
    ['rotate', ['version']],
    ['adopt', ['secret', 'version']],
  ])('keeps from a use to %s by the names of %j', (use, names) => {
    const { refused, warned } = judged(use, found);
    expect(refused).toBeInstanceOf(InstallationError);
    const said = all.filter((fact) => String(refused).includes(`- ${fact}: `));
    expect(said).toEqual(names);
    expect(warned).toEqual([]);
  });

  test('is told to whoever only reads', () => {
    expect(judged('read', found)).toEqual({ refused: null, warned: all.map((fact) => ({ fact })) });
  });

  test.each<[Use, Fact]>([
    ['rotate', 'secret'],
    ['adopt', 'store'],
  ])('is not told to whoever is there to %s it', (use, fact) => {
    expect(judged(use, [{ fact, words: '' }])).toEqual({ refused: null, warned: [] });
  });

  test('of prices, addresses and clocks keeps nobody', () => {
    expect(judged('serve', found.slice(3))).toMatchObject({
      refused: null,
      warned: [{ fact: 'price book' }, { fact: 'PUBLIC_URL' }, { fact: 'clock' }],
    });
  });
});
