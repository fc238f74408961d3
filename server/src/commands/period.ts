import { InvalidArgumentError } from 'commander';

const ago = /^(\d{1,4})([hd])$/u;
const date = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/u;

const hourMs = 3_600_000;
const unitMs = { h: hourMs, d: 24 * hourMs };

/** `30d` and `12h` are so long ago; a date is its beginning in UTC; a time names its zone. */
export function toTime(text: string, nowMs = Date.now()): Date {
  const [, count, unit] = ago.exec(text) ?? [];
  if (unit === 'h' || unit === 'd') return new Date(nowMs - Number(count) * unitMs[unit]);
  const time = new Date(date.test(text) ? text : Number.NaN);
  if (!Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError(
    'It must be how long ago, such as 30d or 12h, or a date such as 2026-11-01.',
  );
}
