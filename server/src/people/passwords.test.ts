import { argon2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { problemOf } from '../generation/testing.ts';
import { checkPassword, createPasswords } from './passwords.ts';

const passwords = createPasswords();

test('what is kept is argon2id, salted, and tells the password from every other', async () => {
  const kept = await passwords.hash('a lighthouse in a storm', 'here');
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(kept).not.toBe(await passwords.hash('a lighthouse in a storm', 'here'));
  expect(await passwords.matches(kept, 'a lighthouse in a storm', 'here')).toBe(true);
  expect(await passwords.matches(kept, 'a lighthouse in a storn', 'here')).toBe(false);
  // However the letters were put together.
  const composed = await passwords.hash('caf\u00e9 by the sea', 'here');
  expect(await passwords.matches(composed, 'cafe\u0301 by the sea', 'here')).toBe(true);
});

test('one that was kept with other parameters is understood', async () => {
  const salt = Buffer.from('somesaltsomesalt');
  const tag = argon2Sync('argon2id', {
    message: 'password of before',
    nonce: salt,
    parallelism: 2,
    tagLength: 24,
    memory: 4_096,
    passes: 3,
  });
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  const kept = `$argon2id$v=19$m=4096,t=3,p=2$${unpadded(salt)}$${unpadded(tag)}`;
  expect(await passwords.matches(kept, 'password of before', 'here')).toBe(true);
  expect(await passwords.matches(kept, 'password of after', 'here')).toBe(false);
});

test('where none is kept it takes its time to say no, whatever is sent', async () => {
  const kept = await passwords.hash('a lighthouse in a storm', 'here');
  const least = { known: Infinity, unknown: Infinity };
  for (let round = 0; round < 9; round++) {
    for (const of of ['known', 'unknown'] as const) {
      const begun = performance.now();
      const isIt = await passwords.matches(
        of === 'known' ? kept : null,
        'not the password',
        'here',
      );
      expect(isIt).toBe(false);
      least[of] = Math.min(least[of], performance.now() - begun);
    }
  }
  // A refusal without a look would take nothing.
  expect(least.unknown).toBeGreaterThan(least.known / 4);
  expect(least.unknown).toBeLessThan(least.known * 4);
});

test.each([
  ['short', /at least 10 characters/],
  ['аб'.repeat(4), /at least 10 characters/],
  ['aaaaabbbbbccccc', /repeats/],
  ['Some.One@People.example', /e-mail/],
  ['some.onesome.one', /e-mail/],
])('%s is no password', (password, why) => {
  const problem = problemOf(() => {
    checkPassword(password, 'some.one@people.example');
  });
  expect(problem).toMatchObject({ code: 'invalid_parameter', field: 'password' });
  expect(problem?.message).toMatch(why);
});

test.each(['correct horse', '灯塔在暴风雨里亮着光啊', 'p'.repeat(196) + 'q r s t'])(
  '%s is one',
  (password) => {
    checkPassword(password, 'some.one@people.example');
  },
);
