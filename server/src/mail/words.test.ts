import { describe, expect, test } from 'vitest';
import { languages } from '../generation/problem-texts.ts';
import { letterSchema } from './letters.ts';
import { someLetters } from './testing/letters.ts';
import { tame, wordsOf } from './words.ts';

test('there is one of each kind that is sent', () => {
  const kinds = letterSchema.options.map(({ shape }) => shape.kind.value);
  const sent = kinds.filter((kind) => kind !== 'reset_wanted').toSorted();
  expect(someLetters.map(({ kind }) => kind).toSorted()).toEqual(sent);
});

describe.each(someLetters.map((letter) => [letter.kind, letter] as const))(
  '%s',
  (_kind, letter) => {
    test.each(languages)('says all that it holds, in %s', (language) => {
      const { subject, text } = wordsOf({ ...letter, language });
      expect(subject).toMatch(/^[^\n]{3,150}$/u);
      expect(`${subject}${text}`).not.toMatch(/undefined|null|\[object/u);
      const isChinese = /[\u4e00-\u9fff]/u;
      expect([isChinese.test(subject), isChinese.test(text)]).toEqual(
        language === 'zh' ? [true, true] : [false, false],
      );
      const { to: _to, kind: _of, language: _in, ...facts } = letter;
      for (const [name, fact] of Object.entries(facts)) {
        // Words of others are tamed, and roles are translated.
        if (name === 'role' && language === 'zh') continue;
        const words = ['endpoint', 'version', 'accountName'].includes(name);
        expect(`${subject}\n${text}`).toContain(words ? tame(String(fact)) : String(fact));
      }
    });
  },
);

test.each([
  ['Win at https://evil.example/now', 'Win at https evil example/now'],
  ['a\r\nBcc: everybody@people.example', 'a Bcc: everybody people example'],
  ['evil。example', 'evil example'],
  ['  \u202eodd\u0000\t', 'odd'],
  ['x'.repeat(300), `${'x'.repeat(100)}…`],
  ['示例账户', '示例账户'],
])('no words of others can be a link or a header: %j', (words, tamed) => {
  expect(tame(words)).toBe(tamed);
});

test('an inviter is called by their address where it is nothing else', () => {
  const [invitation] = someLetters;
  if (invitation?.kind !== 'invitation') throw new Error('it is the first');
  expect(wordsOf(invitation).text).toContain('bo@people.example invites you');
  const by = 'https://evil.example/?@people.example';
  expect(wordsOf({ ...invitation, by }).text).not.toMatch(/evil\.example|:\/\/evil/u);
});
