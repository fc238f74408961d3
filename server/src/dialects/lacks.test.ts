import { expect, test } from 'vitest';
import { lackOf } from './lacks.ts';
import type { CreateCommand } from './mechanism.ts';

const all = [
  'callbackUrl',
  'metadata',
  'expiresSeconds',
  'seed',
  'silence',
  'watermark',
  'lastFrame',
] as const;
const ask = { model: 'm', prompt: 'a kite', media: [] };

test.each<[string, Partial<CreateCommand>]>([
  ['a.example takes no callback URL', { callbackUrl: 'https://hooks.example/' }],
  ['a.example takes no metadata', { metadata: {} }],
  ['a.example takes no deadline', { expiresSeconds: 3600 }],
  ['a.example takes no seed', { ask: { ...ask, seed: 0 } }],
  ['a.example cannot be asked for silence', { ask: { ...ask, generateAudio: false } }],
  ['a.example cannot be asked for a watermark', { ask: { ...ask, watermark: true } }],
  ['a.example hands out no last frame', { ask: { ...ask, returnLastFrame: true } }],
])('%s', (unsayable, more) => {
  expect(lackOf({ ask, ...more }, 'a.example', all)).toEqual({ unsayable });
  expect(lackOf({ ask, ...more }, 'a.example', [])).toBeNull();
});

test('what is as it always is there can be said without a field', () => {
  const usual = { ...ask, generateAudio: true, watermark: false, returnLastFrame: false };
  expect(lackOf({ ask: usual }, 'a.example', all)).toBeNull();
});
