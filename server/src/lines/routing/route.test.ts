import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseLine, type Candidate } from './route.ts';

function candidate(id: string, over: Partial<Candidate> & Partial<Candidate['line']> = {}) {
  const { priority = 0, weight = 1, ...rest } = over;
  const line = { id, priority, weight };
  return { line, health: 1, costMicros: null, isHanging: false, refusedBefore: false, ...rest };
}

const chosen = (candidates: Candidate[], random = 0.5) =>
  chooseLine(candidates, random)?.line.id ?? null;

describe('the line that gets a task', () => {
  test('is none where there is none', () => {
    expect(chosen([])).toBeNull();
  });

  test('is of the highest priority', () => {
    expect(chosen([candidate('a', { weight: 9 }), candidate('b', { priority: 1 })])).toBe('b');
  });

  test('has not refused it before, unless all have', () => {
    const refused = candidate('a', { priority: 9, refusedBefore: true });
    expect(chosen([refused, candidate('b')])).toBe('b');
    expect(chosen([refused])).toBe('a');
  });

  test('is one that answers, unless none does', () => {
    const hanging = candidate('a', { priority: 9, isHanging: true });
    expect(chosen([hanging, candidate('b', { refusedBefore: true })])).toBe('b');
    expect(chosen([hanging, candidate('c', { isHanging: true, priority: 10 })])).toBe('c');
  });

  test('is drawn by weight and health', () => {
    const three = candidate('a', { weight: 3 });
    const one = candidate('b', { weight: 1 });
    expect([0, 0.74, 0.76, 0.99].map((random) => chosen([three, one], random))).toEqual([
      'a',
      'a',
      'b',
      'b',
    ]);
    const ill = candidate('c', { weight: 1, health: 0 });
    expect(chosen([ill, one], 0.04)).toBe('c');
    expect(chosen([ill, one], 0.06)).toBe('b');
  });

  test('is drawn less often where it is dearer', () => {
    const dear = candidate('a', { costMicros: 3_000_000n });
    const cheap = candidate('b', { costMicros: 1_000_000n });
    expect([0.24, 0.26].map((random) => chosen([dear, cheap], random))).toEqual(['a', 'b']);
    expect([0.49, 0.51].map((random) => chosen([candidate('a'), cheap], random))).toEqual([
      'a',
      'b',
    ]);
  });

  test('is always one of the highest priority that is left', () => {
    const any = fc.record({
      line: fc.record({
        id: fc.string(),
        priority: fc.nat(2),
        weight: fc.integer({ min: 1, max: 9 }),
      }),
      health: fc.double({ min: 0, max: 1, noNaN: true }),
      costMicros: fc.option(fc.bigInt({ min: 0n, max: 99n })),
      isHanging: fc.boolean(),
      refusedBefore: fc.boolean(),
    });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1 }), random, (candidates, at) => {
        const one = chooseLine(candidates, at);
        const answering = candidates.filter(({ isHanging }) => !isHanging);
        const some = answering.length > 0 ? answering : candidates;
        const fresh = some.filter(({ refusedBefore }) => !refusedBefore);
        const open = fresh.length > 0 ? fresh : some;
        expect(open).toContain(one);
        expect(one?.line.priority).toBe(Math.max(...open.map(({ line }) => line.priority)));
      }),
    );
  });
});
