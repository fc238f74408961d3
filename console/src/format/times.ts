import type { Language } from '../i18n/languages.ts';

/** Times and durations as the console writes them in both languages. `now` and all instants in milliseconds. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** “2 m ago” for a day, then the date, with its year when that is not this one. */
export function agoText(at: number, now: number, language: Language): string {
  const past = Math.max(0, now - at);
  const words = language === 'zh' ? agoZh(past) : agoEn(past);
  return words ?? dateText(at, now, language);
}

function agoEn(past: number): string | null {
  if (past < 5_000) return 'just now';
  if (past < minute) return `${String(Math.floor(past / 1_000))} s ago`;
  if (past < hour) return `${String(Math.floor(past / minute))} m ago`;
  return past < day ? `${String(Math.floor(past / hour))} h ago` : null;
}

function agoZh(past: number): string | null {
  if (past < 5_000) return '刚刚';
  if (past < minute) return `${String(Math.floor(past / 1_000))} 秒前`;
  if (past < hour) return `${String(Math.floor(past / minute))} 分钟前`;
  return past < day ? `${String(Math.floor(past / hour))} 小时前` : null;
}

/** “26 Nov”, 「11-26」. */
export function dateText(at: number, now: number, language: Language): string {
  const date = new Date(at);
  const isThisYear = date.getFullYear() === new Date(now).getFullYear();
  if (language === 'zh') {
    const monthDay = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    return isThisYear ? monthDay : `${String(date.getFullYear())}-${monthDay}`;
  }
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
  }).format(date);
}

/** “21:04:16” today, else with the date before it. */
export function clockText(at: number, now: number, language: Language): string {
  const clock = timeOfDay(at);
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? clock : `${dateText(at, now, language)} ${clock.slice(0, 5)}`;
}

/** “21:04:16” */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** “2026-11-29 21:04:07.120 UTC+8”: what a tooltip says and a click copies. */
export function exactTime(at: number): string {
  const date = new Date(at);
  const dayText = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  const offset = -date.getTimezoneOffset();
  const hours = Math.trunc(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  const sign = offset < 0 ? '-' : '+';
  const zone = `UTC${sign}${String(hours)}${minutes === 0 ? '' : `:${two(minutes)}`}`;
  return `${dayText} ${timeOfDay(at)}.${milliseconds} ${zone}`;
}

/** “3.8 s”, “58 s”, “2 m 04 s”, “11 h 48 m”: two units at most. */
export function durationText(ms: number, language: Language): string {
  const unit = language === 'zh' ? { s: '秒', m: '分', h: '小时' } : { s: 's', m: 'm', h: 'h' };
  const tenths = Math.round(ms / 100) / 10;
  if (tenths < 60) {
    const seconds = tenths < 10 || ms % 1_000 !== 0 ? tenths.toFixed(1) : String(tenths);
    return `${seconds.replace(/\.0$/, '')} ${unit.s}`;
  }
  const whole = Math.round(ms / 1_000);
  if (whole < 3_600) {
    return `${String(Math.floor(whole / 60))} ${unit.m} ${two(whole % 60)} ${unit.s}`;
  }
  return `${String(Math.floor(whole / 3_600))} ${unit.h} ${two(Math.floor(whole / 60) % 60)} ${unit.m}`;
}

/** What is left, in steps that do not flicker: 1 s under 30 s, 5 s under 2 min, 1 min above. */
export function leftText(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const step = seconds < 30 ? 1 : seconds < 120 ? 5 : 60;
  return durationText(Math.ceil(seconds / step) * step * 1_000, language).replace(
    / 00 (?:s|秒)$/,
    '',
  );
}

/** A place in a film: `mm:ss` and the frame behind it, at 24 a second. */
export function filmTime(seconds: number, fps = 24): { clock: string; frame: string } {
  const frames = Math.max(0, Math.round(seconds * fps));
  const whole = Math.floor(frames / fps);
  return {
    clock: `${two(Math.floor(whole / 60))}:${two(whole % 60)}`,
    frame: `:${two(frames % fps)}`,
  };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
