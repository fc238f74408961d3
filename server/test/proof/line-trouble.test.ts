import { expect, test } from 'vitest';
import { outlast } from '../lines/outages.ts';
import { followBesideStuck } from '../lines/stuck-lines.ts';

test('an upstream that answers no read for ten minutes fails none of 1 000 running tasks', async () => {
  expect.hasAssertions();
  await outlast({ films: 1_000, seconds: 600 });
});

test('1 000 stuck tasks on one line delay no other', async () => {
  expect.hasAssertions();
  await followBesideStuck(1_000);
});
