import { expect, test } from 'vitest';
import { outlast } from './outages.ts';
import { followBesideStuck } from './stuck-lines.ts';

test('errors, pages and unknown words of an upstream fail no task, and all end after them', async () => {
  expect.hasAssertions();
  await outlast({ films: 40, seconds: 3 });
});

test('100 stuck tasks on one line delay no other', async () => {
  expect.hasAssertions();
  await followBesideStuck(100);
});
