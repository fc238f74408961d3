import { expect, test } from 'vitest';
import { lackOf, particulars } from './lacks.ts';
import type { CreateCommand } from './mechanism.ts';
import { spoken } from './testing/spoken.ts';

const all = [
  'callbackUrl',
  'metadata',
  'expiresSeconds',
  'seed',
  'silence',
  'watermark',
  'lastFrame',
  ...particulars,
] as const;
const ask = { model: 'm', prompt: 'a kite', media: [] };

test.each<[string, Partial<CreateCommand>]>([
  ['a.example takes no callback URL', { callbackUrl: 'https://hooks.example/' }],
  ['a.example takes no metadata', { metadata: {} }],
  ['a.example takes no deadline', { expiresSeconds: 3600 }],
  ['a.example takes no seed', { ask: { ...ask, seed: 0 } }],
  ['a.example cannot be asked for silence', { ask: { ...ask, generateAudio: false } }],
  ['a.example cannot be asked for a watermark', { ask: { ...ask, watermark: true } }],
  ['a.example has no flex tier', { ask: { ...ask, flex: true } }],
  ['a.example cannot be asked for a fixed camera', { ask: { ...ask, cameraFixed: true } }],
  ['a.example takes no length in frames', { ask: { ...ask, frames: 29 } }],
  ['a.example has no word for what is made of a video', { ask: { ...ask, referenceTask: 'edit' } }],
  ['a.example hands out no last frame', { ask: { ...ask, returnLastFrame: true } }],
])('%s', (unsayable, more) => {
  expect(lackOf({ ask, ...more }, 'a.example', all)).toEqual({ unsayable });
  expect(lackOf({ ask, ...more }, 'a.example', [])).toBeNull();
});

test('what is as it always is there can be said without a field', () => {
  const usual = { ...ask, generateAudio: true, watermark: false, returnLastFrame: false };
  expect(lackOf({ ask: usual }, 'a.example', all)).toBeNull();
});

const whole = { ...ask, seconds: 5, resolution: '720p', ratio: '16:9' } as const;
const particular = {
  flex: { flex: true },
  cameraFixed: { cameraFixed: true },
  frames: { frames: 121 },
  referenceTask: { referenceTask: 'extend' },
} as const;
/** Bodies of the native kind have a word for all of them, and New-API hands on what its own channel reads. */
const saying: Readonly<Record<string, readonly string[]>> = {
  ark: particulars,
  threehei: particulars,
  newapi: ['flex', 'cameraFixed', 'frames'],
};

test.each(spoken.map((dialect) => [dialect.name, dialect] as const))(
  'of what few models take, %s says what it has a word for and refuses the rest',
  (name, { operations }) => {
    const isSaid = (more: object) =>
      operations.some(
        ({ does, asks }) =>
          does === 'create' && 'said' in asks.encode({ ask: { ...whole, ...more } }),
      );
    expect(isSaid({})).toBe(true);
    expect(particulars.filter((one) => isSaid(particular[one]))).toEqual(saying[name] ?? []);
  },
);
