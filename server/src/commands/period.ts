import { InvalidArgumentError, type Command } from 'commander';

/** A moment as it was typed. A date alone is its beginning, which depends on the zone that is named beside it. */
export type GivenTime = (zone: string) => Date;

const ago = /^(\d{1,4})([hd])$/u;
const date = /^(\d{4})-(\d{2})-(\d{2})(T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/u;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const unitMs = { h: hourMs, d: dayMs };

/** `30d` and `12h` are so long ago; a time names its own zone. */
export function toTime(text: string, nowMs = Date.now()): GivenTime {
  const [, count, unit] = ago.exec(text) ?? [];
  if (unit === 'h' || unit === 'd') {
    return () => new Date(nowMs - Number(count) * unitMs[unit]);
  }
  const [, year, month, day, time] = date.exec(text) ?? [];
  const midnightMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isDay = !Number.isNaN(midnightMs) && isoDay(midnightMs) === text.slice(0, isoDayLength);
  const at = new Date(time === undefined ? midnightMs : text);
  if (!isDay || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError(
      'It must be how long ago, such as 30d or 12h, or a date such as 2026-11-01.',
    );
  }
  return time === undefined ? (zone) => beginningOf(midnightMs, zone) : () => at;
}

const isoDayLength = 10;

function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, isoDayLength);
}

/** The first moment of a day: midnight, or where clocks go on at midnight, what comes after. */
function beginningOf(midnightMs: number, zone: string): Date {
  const offsets = [midnightMs - dayMs, midnightMs, midnightMs + dayMs].map((atMs) =>
    offsetMs(atMs, zone),
  );
  const moments = offsets.map((offset) => midnightMs - offset).sort((a, b) => a - b);
  const first = moments.find((atMs) => isoDay(atMs + offsetMs(atMs, zone)) === isoDay(midnightMs));
  return new Date(first ?? midnightMs - offsetMs(midnightMs, zone));
}

/** How far the clocks of a zone are ahead of UTC. */
function offsetMs(atMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours, minutes = '0', seconds = '0'] =
    /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/u.exec(name ?? '') ?? [];
  if (hours === undefined) return 0;
  const ahead = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1_000;
  return sign === '-' ? -ahead : ahead;
}

/** A time zone that is known here. */
export function toZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('It must be a time zone, such as Asia/Shanghai, +08:00 or UTC.');
  }
}

export interface ZoneOption {
  zone: string;
}

/** For commands that take times. */
export function addZone(command: Command): Command {
  return command.option(
    '--zone <zone>',
    'in which a date begins, such as Asia/Shanghai',
    toZone,
    'UTC',
  );
}
