import { test } from 'vitest';
import { stormOfFaults } from './storm.ts';

test('films through an upstream with every fault end as they were made, once, and are paid for once', () =>
  stormOfFaults({
    films: 100,
    weather: { outageSeconds: 4, rushSeconds: 2, isLong: false },
    faultsMissed: 12,
    awaitsCopies: true,
    withinMs: 90_000,
  }));
