import { expect, test } from 'vitest';
import { seal } from '../postgres/seal.ts';
import { deriveKey, proofOf } from './secret.ts';
import { createSecrets, formerSecretPurpose, openFormers } from './secrets.ts';

test('the present one comes first, and those from before until their time is over', () => {
  let nowMs = 1_000;
  const formers = [
    { secret: 'one before', untilMs: 3_000 },
    { secret: 'one before that', untilMs: 2_000 },
  ];
  const secrets = createSecrets('present', formers, () => nowMs);
  const keys = secrets.keys('links');
  const of = (...names: string[]) => names.map((secret) => deriveKey(secret, 'links'));
  expect(keys()).toEqual(of('present', 'one before', 'one before that'));
  nowMs = 2_000;
  expect(keys()).toEqual(of('present', 'one before'));
  expect(secrets.hasFormers()).toBe(true);
  nowMs = 3_000;
  expect(keys()).toEqual(of('present'));
  expect(secrets.hasFormers()).toBe(false);
});

test('who holds keys has those of the new secret after a rotation', () => {
  const secrets = createSecrets('old', []);
  const keys = secrets.keys('links');
  secrets.use('new', [{ secret: 'old', untilMs: Number.POSITIVE_INFINITY }]);
  expect(keys()).toEqual([deriveKey('new', 'links'), deriveKey('old', 'links')]);
});

test('those from before open with the present one alone, each as itself', () => {
  const kept = (secret: string, as: string) => ({
    proof: proofOf(as),
    sealed: seal(
      deriveKey('present', formerSecretPurpose),
      proofOf(secret).toString('hex'),
      secret,
    ),
    untilMs: 1,
  });
  const rows = [kept('one', 'one'), kept('two', 'one')];
  expect(openFormers('present', rows)).toEqual([{ secret: 'one', untilMs: 1 }]);
  expect(openFormers('another', rows)).toEqual([]);
});
