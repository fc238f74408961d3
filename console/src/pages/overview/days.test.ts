import { expect, test } from 'vitest';
import { lastDays, spentIn } from './days.ts';

test('days go back over the end of a month', () => {
  const now = new Date(2026, 2, 2, 0, 30).getTime();
  expect(lastDays(3, now)).toEqual(['2026-02-28', '2026-03-01', '2026-03-02']);
  expect(lastDays(1, now)).toEqual(['2026-03-02']);
});

test('what they cost is the sum of those days alone', () => {
  const row = {
    model: null,
    keyId: null,
    endUser: null,
    api: null,
    resolution: null,
    seconds: 5,
    tokens: 0,
    refundedCredits: 0,
  };
  const rows = [
    { ...row, day: '2026-03-01', films: 2, chargedCredits: 12.5 },
    { ...row, day: '2026-03-02', films: 1, chargedCredits: 20 },
  ];
  expect(spentIn(rows, ['2026-03-02'])).toEqual({ credits: 20, films: 1 });
  expect(spentIn(rows, ['2026-03-01', '2026-03-02'])).toEqual({ credits: 32.5, films: 3 });
  expect(spentIn(rows, [])).toEqual({ credits: 0, films: 0 });
});
