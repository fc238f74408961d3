import { expect, test } from 'vitest';
import { moneyOf, type TaskMoney } from './money.ts';

const quotedMicros = 11_366_320n;
const money = (over: Partial<TaskMoney>): TaskMoney => ({
  isOver: true,
  quotedMicros,
  heldMicros: 0n,
  chargedMicros: null,
  refundedMicros: 0n,
  ...over,
});

test.each<[string, TaskMoney, string, string]>([
  [
    'waits or runs',
    money({ isOver: false, heldMicros: quotedMicros }),
    '11.36632 held',
    '11.36632 held, which is the most that it can cost',
  ],
  [
    'failed, was cancelled or expired',
    money({}),
    '0',
    'charged 0, 11.36632 that were held given back',
  ],
  ['cost all of its quote', money({ chargedMicros: quotedMicros }), '11.36632', 'charged 11.36632'],
  [
    'cost less',
    money({ chargedMicros: 9_000_000n }),
    '9',
    'charged 9, 2.36632 that were held given back',
  ],
  [
    'was refunded',
    money({ chargedMicros: quotedMicros, refundedMicros: 1_000_000n }),
    '11.36632 - 1',
    'charged 11.36632, of which 1 was given back later',
  ],
  ['is free', money({ quotedMicros: 0n, isOver: false }), '0', 'free'],
  ['was free', money({ quotedMicros: 0n }), '0', 'free'],
])('the credits of a task that %s', (_what, task, short, long) => {
  expect(moneyOf(task)).toEqual({ short, long });
});
