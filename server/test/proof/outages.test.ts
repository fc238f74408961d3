import { expect, onTestFinished, test } from 'vitest';
import { databaseOutages } from '../outages/kinds.ts';
import { openPlace } from '../outages/place.ts';
import { outlive } from '../outages/trial.ts';

/** What the platform leans on does not work for a while, under 20 creates a second. */

const seconds = 30;

test.each(databaseOutages.map((outage) => [outage.name, outage] as const))(
  '%s',
  async (name, outage) => {
    const place = await openPlace();
    onTestFinished(() => place.close());
    expect.hasAssertions();
    const { creates, refusals, slowestMs, backAfterMs } = await outlive(place, outage, seconds);
    process.stdout.write(
      `${name}: ${String(creates)} creates, ${String(refusals)} refused before, the slowest answer ` +
        `${(slowestMs / 1_000).toFixed(1)} s; back ${(backAfterMs / 1_000).toFixed(1)} s after its end\n`,
    );
  },
);
