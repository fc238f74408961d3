import { expect, test } from 'vitest';
import { refuseSuffixes } from './prompt-suffixes.ts';
import { problemOf } from './testing.ts';

const refused = (prompt: string) => problemOf(() => refuseSuffixes(prompt, 'prompt'));

test.each([
  'a cat --rs 1080p',
  'a cat --dur 12',
  'a cat --resolution 1080p --ratio 16:9',
  'a cat --DUR=12',
  '一只猫--dur 12',
  '--wm true a cat',
  'a cat\n--camerafixed true',
  'a cat --camera_fixed true',
  'a cat --frames 100',
])('"%s" would change what is made and paid, and is refused', (prompt) => {
  expect(refused(prompt)).toMatchObject({ code: 'invalid_parameter', field: 'prompt' });
});

test.each([
  'a cat -- and a dog',
  'two lovers -- seed of doubt',
  'wide shot --ratios unknown',
  'an em dash — dur 12',
  'C--rsync at work',
])('"%s" is text', (prompt) => {
  expect(refused(prompt)).toBeNull();
});
