import { testEventType } from './endpoint.ts';
import { nextTrySeconds } from './schedule.ts';

/** What follows from a try. Pure. */
export type Outcome =
  | { kind: 'delivered' }
  | { kind: 'again'; afterSeconds: number }
  /** `why` is a sentence for the receiver's owner. */
  | { kind: 'failed'; why: string };

export interface TryAnswer {
  /** Of HTTP; null where there was none. */
  status: number | null;
  /** Why there was none. */
  error: string | null;
  retryAfterSeconds: number | null;
}

/** `round`: 1 for the first try since the event, or since it was sent again. `random` is in 0 … 1. */
export function outcomeOf(
  { type, round }: { type: string; round: number },
  { status, error, retryAfterSeconds }: TryAnswer,
  random: number,
): Outcome {
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (isGone(status)) return { kind: 'failed', why: goneWords };
  const said = error ?? `The receiver answered HTTP ${String(status)}.`;
  if (type === testEventType) return { kind: 'failed', why: said };
  const afterSeconds = nextTrySeconds(round, random, retryAfterSeconds);
  if (afterSeconds !== null) return { kind: 'again', afterSeconds };
  return { kind: 'failed', why: `It was tried ${String(round)} times. At last: ${said}` };
}

export const goneWords = 'The receiver answered HTTP 410: it wants nothing more.';

/** 410 is the receiver's word that it wants no more of it. */
export function isGone(status: number | null): boolean {
  return status === 410;
}

const overwhelmed: ReadonlySet<number | null> = new Set([429, 502, 504]);

/** Statuses by which a receiver, or what stands before it, asks for less at a time. */
export function isOverwhelmed(status: number | null): boolean {
  return overwhelmed.has(status);
}

const retryAfterMaxSeconds = 86_400;

/** Of a `Retry-After` header: seconds or a date; null where it says neither. */
export function readRetryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  const seconds = /^\d+$/u.test(text) ? Number(text) : (Date.parse(text) - nowMs) / 1_000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), retryAfterMaxSeconds) : null;
}
