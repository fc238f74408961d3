import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { oneKey } from '../testing/keys.ts';
import { seal, unseal, unsealWith } from './seal.ts';

const key = randomBytes(32);
const secret = 'ark-密钥';

test('a sealed secret opens with its key for its row, and never twice alike', () => {
  const sealed = seal(key, 'line_a', secret);
  expect(unseal(key, 'line_a', sealed)).toBe(secret);
  expect(sealed.toString('latin1')).not.toContain('ark');
  expect(seal(key, 'line_a', secret).equals(sealed)).toBe(false);
});

test('it opens with whichever of the keys it was sealed', () => {
  const former = randomBytes(32);
  const keys = () => [key, former] as const;
  expect(unsealWith(keys, 'line_a', seal(key, 'line_a', secret))).toBe(secret);
  const sealed = seal(former, 'line_a', secret);
  expect(unsealWith(keys, 'line_a', sealed)).toBe(secret);
  expect(unsealWith(keys, 'line_b', sealed)).toBeNull();
  expect(unsealWith(oneKey(key), 'line_a', sealed)).toBeNull();
});

test('it opens with no other key, for no other row, and not after a change', () => {
  const sealed = seal(key, 'line_a', secret);
  expect(unseal(randomBytes(32), 'line_a', sealed)).toBeNull();
  expect(unseal(key, 'line_b', sealed)).toBeNull();
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(unseal(key, 'line_a', changed)).toBeNull();
  }
  expect(unseal(key, 'line_a', sealed.subarray(0, 20))).toBeNull();
});
