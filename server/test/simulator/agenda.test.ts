import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAgenda } from './agenda.ts';

test('what is to come is taken in the order of its time, and of one time in the order of its arrival', () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant('drop' as const)));
  fc.assert(
    fc.property(steps, (taken) => {
      const agenda = createAgenda<number>();
      let plain: { atMs: number; item: number }[] = [];
      for (const [item, step] of taken.entries()) {
        if (step === 'drop') {
          agenda.drop();
          plain = plain.slice(1);
        } else {
          agenda.add(step, item);
          // The sort is stable.
          plain = [...plain, { atMs: step, item }].sort((one, other) => one.atMs - other.atMs);
        }
        const first = agenda.first();
        expect(first && { atMs: first.atMs, item: first.item }).toEqual(plain[0] ?? null);
      }
    }),
  );
});
