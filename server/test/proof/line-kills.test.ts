import { expect, test } from 'vitest';
import { killWorkers } from '../lines/kills.ts';
import type { KillPoint } from '../lines/kill-points.ts';

const points: KillPoint[] = [
  'before send',
  'after send',
  'following',
  'settling',
  'collecting',
  'telling',
];
const killsAPoint = 10;

test.each(points)('ten kills %s lose nothing, make and charge nothing twice', async (point) => {
  expect.hasAssertions();
  await killWorkers(Array.from({ length: killsAPoint }, () => point));
});
