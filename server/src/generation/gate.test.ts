import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGate } from './gate.ts';

const never = new AbortController().signal;

/** Whether the place was given by the time all that is ready has run. */
async function given(entering: Promise<() => void>): Promise<boolean> {
  let inside = false;
  void entering.then(
    () => (inside = true),
    () => undefined,
  );
  await new Promise((resolve) => setImmediate(resolve));
  return inside;
}

describe('the gate', () => {
  test('lets in as many as there are places, then by order of arrival', async () => {
    const gate = createGate({ places: 2, placesPerOwner: 2, weight: 100, weightPerOwner: 100 });
    const leave = await gate.enter('a', 1, never);
    await gate.enter('b', 1, never);
    const third = gate.enter('c', 1, never);
    const fourth = gate.enter('d', 1, never);
    expect(await given(third)).toBe(false);
    leave();
    expect(await given(third)).toBe(true);
    expect(await given(fourth)).toBe(false);
  });

  test('lets owners in by turns, however many places one of them waits for', async () => {
    const gate = createGate({ places: 1, placesPerOwner: 1, weight: 100, weightPerOwner: 100 });
    const order: string[] = [];
    const visit = async (owner: string) => {
      const leave = await gate.enter(owner, 1, never);
      order.push(owner);
      await new Promise((resolve) => setImmediate(resolve));
      leave();
    };
    const owners = ['a', 'a', 'a', 'a', 'b', 'c', 'b'];
    await Promise.all(owners.map(visit));
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'a']);
  });

  test('gives a place at once where there is one and nobody waits for it', async () => {
    const gate = createGate({ places: 2, placesPerOwner: 1, weight: 10, weightPerOwner: 10 });
    const leave = gate.enterNow('a', 5);
    expect(leave).not.toBeNull();
    expect(gate.enterNow('a', 1)).toBeNull();
    // Who waits for their own share keeps nobody else out; who is too heavy does.
    void gate.enter('a', 1, never);
    const other = gate.enterNow('b', 1);
    expect(other).not.toBeNull();
    other?.();
    void gate.enter('b', 10, never);
    expect(gate.enterNow('c', 1)).toBeNull();
    leave?.();
  });

  test('gives no owner more than their share, however many they ask for', async () => {
    const gate = createGate({ places: 10, placesPerOwner: 3, weight: 100, weightPerOwner: 100 });
    const greedy = Array.from({ length: 50 }, () => gate.enter('greedy', 1, never));
    const inside = await Promise.all(greedy.map(given));
    expect(inside.filter(Boolean)).toHaveLength(3);
    expect(await given(gate.enter('modest', 1, never))).toBe(true);
  });

  test('lets others past a heavy one whose owner has had their share', async () => {
    const gate = createGate({ places: 10, placesPerOwner: 10, weight: 100, weightPerOwner: 50 });
    const leave = await gate.enter('greedy', 30, never);
    const more = gate.enter('greedy', 30, never);
    expect(await given(more)).toBe(false);
    expect(await given(gate.enter('modest', 50, never))).toBe(true);
    leave();
    expect(await given(more)).toBe(true);
  });

  test('lets nobody past a heavy one that comes first', async () => {
    const gate = createGate({ places: 10, placesPerOwner: 10, weight: 100, weightPerOwner: 100 });
    const leave = await gate.enter('a', 60, never);
    const heavy = gate.enter('b', 50, never);
    const light = gate.enter('c', 1, never);
    expect(await given(heavy)).toBe(false);
    expect(await given(light)).toBe(false);
    leave();
    expect(await given(heavy)).toBe(true);
    expect(await given(light)).toBe(true);
  });

  test('lets something heavier than all in when it is alone', async () => {
    const gate = createGate({ places: 10, placesPerOwner: 10, weight: 100, weightPerOwner: 100 });
    const leave = await gate.enter('a', 1, never);
    const giant = gate.enter('b', 1_000_000, never);
    expect(await given(giant)).toBe(false);
    leave();
    expect(await given(giant)).toBe(true);
  });

  test('forgets those who give up, also at the head', async () => {
    const gate = createGate({ places: 2, placesPerOwner: 2, weight: 10, weightPerOwner: 10 });
    await gate.enter('a', 5, never);
    const stop = new AbortController();
    const heavy = gate.enter('b', 10, stop.signal);
    const light = gate.enter('c', 5, never);
    const reason = new Error('no longer wanted');
    stop.abort(reason);
    await expect(heavy).rejects.toBe(reason);
    expect(await given(light)).toBe(true);
    await expect(gate.enter('d', 1, stop.signal)).rejects.toBe(reason);
  });

  test('takes a place back once only', async () => {
    const gate = createGate({ places: 1, placesPerOwner: 1, weight: 10, weightPerOwner: 10 });
    const leave = await gate.enter('a', 1, never);
    leave();
    leave();
    await gate.enter('a', 1, never);
    expect(await given(gate.enter('b', 1, never))).toBe(false);
  });

  test('never holds more than its limits and never forgets anybody', async () => {
    const visit = fc.record({
      owner: fc.constantFrom('a', 'b', 'c'),
      weight: fc.integer({ min: 0, max: 12 }),
      givesUp: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { maxLength: 40 }), fc.scheduler(), async (visits, s) => {
        const gate = createGate({ places: 3, placesPerOwner: 2, weight: 10, weightPerOwner: 8 });
        const inside: { owner: string; weight: number }[] = [];
        const done = visits.map(async (one) => {
          const stop = new AbortController();
          const entering = gate.enter(one.owner, one.weight, stop.signal);
          if (one.givesUp) void s.schedule(Promise.resolve()).then(() => stop.abort());
          const leave = await entering.catch(() => null);
          if (leave === null) return;
          inside.push(one);
          expect(inside.length).toBeLessThanOrEqual(3);
          expect(inside.filter((other) => other.owner === one.owner).length).toBeLessThanOrEqual(2);
          const weight = inside.reduce((sum, other) => sum + Math.min(other.weight, 8), 0);
          expect(weight).toBeLessThanOrEqual(10);
          await s.schedule(Promise.resolve());
          inside.splice(inside.indexOf(one), 1);
          leave();
        });
        await s.waitFor(Promise.all(done));
        expect(inside).toEqual([]);
      }),
    );
  });
});
