import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitForCopy } from './copies.ts';
import { openTaskFixture, type TaskFixture } from './testing/fixture.ts';

let fixture: TaskFixture;
/** What happened, in its order. */
let happened: string[];
beforeAll(async () => {
  fixture = await openTaskFixture();
});
beforeEach(() => {
  happened = [];
});
afterAll(() => fixture.close());

/** Longer than a test: only what is told ends the wait. */
const untilTold = { withinMs: 600_000, lookMs: 600_000 };

/** The first look finds nothing. */
function lookAfter(first: () => void): () => Promise<string | null> {
  return () => {
    const isFirst = happened.length === 0;
    happened.push('look');
    if (isFirst) first();
    return Promise.resolve(isFirst ? null : 'the copy');
  };
}

describe('who waits for a copy', () => {
  test('has it when it is told, and does not look before', async () => {
    const look = lookAfter(() => {
      setImmediate(() => {
        fixture.wake.tell('copied', 'another task');
        setImmediate(() => {
          happened.push('told');
          fixture.wake.tell('copied', 'task');
        });
      });
    });
    expect(await waitForCopy(fixture, 'task', look, untilTold)).toBe('the copy');
    expect(happened).toEqual(['look', 'told', 'look']);
  });

  test('has it where it is told while it is looked for', async () => {
    const look = lookAfter(() => {
      fixture.wake.tell('copied', 'task');
    });
    expect(await waitForCopy(fixture, 'task', look, untilTold)).toBe('the copy');
  });

  test('hears of a copy that another process has made', async () => {
    const other = await openTaskFixture(fixture.address);
    // Until the connection that listens stands.
    const telling = setInterval(() => {
      other.wake.tell('copied', 'task');
    }, 50);
    const look = lookAfter(() => undefined);
    expect(await waitForCopy(fixture, 'task', look, untilTold)).toBe('the copy');
    clearInterval(telling);
    await other.close();
  });

  test('looks by itself now and then, and has nothing when the time is over', async () => {
    const look = lookAfter(() => undefined);
    const often = { withinMs: 600_000, lookMs: 1 };
    expect(await waitForCopy(fixture, 'task', look, often)).toBe('the copy');
    const nothing = (): Promise<null> => Promise.resolve(null);
    expect(await waitForCopy(fixture, 'task', nothing, { withinMs: 1 })).toBeNull();
  });
});
