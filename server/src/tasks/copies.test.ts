import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitForCopy } from './copies.ts';
import { openSpine, type Spine } from './testing/spine.ts';

let spine: Spine;
/** What happened, in its order. */
let happened: string[];
beforeAll(async () => {
  spine = await openSpine();
});
beforeEach(() => {
  happened = [];
});
afterAll(() => spine.close());

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
        spine.wake.tell('copied', 'another task');
        setImmediate(() => {
          happened.push('told');
          spine.wake.tell('copied', 'task');
        });
      });
    });
    expect(await waitForCopy(spine, 'task', look, untilTold)).toBe('the copy');
    expect(happened).toEqual(['look', 'told', 'look']);
  });

  test('has it where it is told while it is looked for', async () => {
    const look = lookAfter(() => {
      spine.wake.tell('copied', 'task');
    });
    expect(await waitForCopy(spine, 'task', look, untilTold)).toBe('the copy');
  });

  test('hears of a copy that another process has made', async () => {
    const other = await openSpine(spine.address);
    // Until the connection that listens stands.
    const telling = setInterval(() => {
      other.wake.tell('copied', 'task');
    }, 50);
    const look = lookAfter(() => undefined);
    expect(await waitForCopy(spine, 'task', look, untilTold)).toBe('the copy');
    clearInterval(telling);
    await other.close();
  });

  test('looks by itself now and then, and has nothing when the time is over', async () => {
    const look = lookAfter(() => undefined);
    const often = { withinMs: 600_000, lookMs: 1 };
    expect(await waitForCopy(spine, 'task', look, often)).toBe('the copy');
    const nothing = (): Promise<null> => Promise.resolve(null);
    expect(await waitForCopy(spine, 'task', nothing, { withinMs: 1 })).toBeNull();
  });
});
