import * as fc from 'fast-check';
import { check } from 'recheck';
import { expect, test } from 'vitest';
import { promptCharactersMost } from '../generation/families.ts';
import { leastProcessorMs } from '../testing/processor-time.ts';
import { actionWords } from './subjects/actions.ts';
import { subjectWords } from './subjects/vocabulary.ts';
import * as vocabulary from './vocabulary.ts';
import { english, placesIn, type Word } from './words.ts';

const tables: readonly (readonly Word<string>[])[] = [
  ...Object.values(vocabulary),
  subjectWords,
  actionWords,
];

const phrases = [...new Set(tables.flat().flatMap(({ en }) => en.split(', ')))] as const;

test('the pattern of a single word takes a time that grows with the prompt alone', async () => {
  for (const word of ['sea', 'old']) {
    const { source, flags } = english(word);
    expect(await check(source, flags, { checker: 'automaton' })).toMatchObject({ status: 'safe' });
  }
  // All words are patterns as they are, so nothing in them may mean anything in one.
  for (const { en, zh } of tables.flat()) expect(en + zh).toMatch(/^[\p{L}\d', ]*$/u);
});

/** Proofs of these end in time-outs. From each place a pattern goes over three words between two, and back. */
test('the patterns of phrases are quick on prompts that are made against them', () => {
  const most = 50;
  const slow = phrases
    .filter((phrase) => phrase.includes(' '))
    .flatMap((phrase) => {
      const [first = '', ...others] = phrase.split(' ');
      const begun = [first, ...others.slice(0, -1)].join(' ');
      return [`${first} `, `${first} x `, `${first}\n\n`, `${first}-`, `${begun} `, `${begun} x y `]
        .map((fill) => fill.repeat(promptCharactersMost / fill.length))
        .concat(`${begun}${' '.repeat(promptCharactersMost)}`)
        .filter((prompt) => {
          const find = () => prompt.matchAll(english(phrase)).toArray();
          return leastProcessorMs(find, most) > most;
        })
        .map((prompt) => `${phrase}: ${prompt.slice(0, 40)}`);
    });
  expect(slow).toEqual([]);
});

const words: readonly Word<string>[] = [
  { name: 'sea', en: 'sea', zh: '海' },
  { name: 'clouds', en: 'sea of clouds, cloud', zh: '云 云海' },
  { name: 'pan', en: 'pan left, pan to the left', zh: '左移' },
  { name: 'sky', en: 'sky, clouds', zh: '云海' },
];

test('what lies inside a longer match of another name is left out, and nothing else', () => {
  const piece = fc.constantFrom(
    ...[
      'sea',
      ' of ',
      'clouds',
      'cloud',
      'pan',
      ' to the ',
      'left',
      ' ',
      '云',
      '海',
      '左移',
      'sky',
      '.',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const prompt = pieces.join('');
      const alone = words.flatMap((word) => placesIn(prompt, [word]));
      const left = alone.filter(
        (one) =>
          !alone.some(
            (other) =>
              other.name !== one.name &&
              other.start <= one.start &&
              other.end >= one.end &&
              other.end - other.start > one.end - one.start,
          ),
      );
      const found = placesIn(prompt, words);
      expect(found.length).toBe(left.length);
      expect(found).toEqual(expect.arrayContaining(left));
    }),
  );
});
