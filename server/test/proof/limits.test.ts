import { expect, test } from 'vitest';
import { holdLimits } from '../chaos/limits.ts';

test(
  'five minutes of three processes: at most a twentieth above the rate, and nothing above a limit',
  { timeout: 600_000 },
  async () => {
    const { rated, budgeted, atOnce, ended } = await holdLimits(300);
    process.stdout.write(`${String(rated)} of 300 creates, ${String(ended)} tasks ended\n`);
    expect(rated).toBeGreaterThanOrEqual(290);
    expect(rated).toBeLessThanOrEqual(315);
    expect(budgeted).toBe(25);
    expect(atOnce).toBe(3);
  },
);
