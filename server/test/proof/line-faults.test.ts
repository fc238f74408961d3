import { test } from 'vitest';
import { stormOfFaults } from '../lines/storm.ts';

test('2 000 films through an upstream with every fault end as they were made, once, and are paid for once', () =>
  stormOfFaults({
    films: 2_000,
    weather: { outageSeconds: 120, rushSeconds: 30, isLong: true },
    faultsMissed: 0,
    awaitsCopies: false,
    withinMs: 1_200_000,
  }));
