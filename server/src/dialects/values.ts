/** Values that several dialects write alike: credits, times, statuses. */
import type { ClientState } from '../generation/states.ts';

const microsPerCredit = 1_000_000;

/**
 * Credits as a JSON number. One correctly rounded division of an exact integer gives the double nearest
 * to the decimal, which prints as that decimal: 12 800 000 is written 12.8. Good to a thousand million credits.
 */
export function creditsOf(micros: bigint): number {
  return Number(micros) / microsPerCredit;
}

/** Undefined where it is no amount. */
export function microsOf(credits: number | null | undefined): bigint | undefined {
  const micros = Math.round((credits ?? Number.NaN) * microsPerCredit);
  return Number.isSafeInteger(micros) && micros >= 0 ? BigInt(micros) : undefined;
}

/** ISO 8601 in UTC with milliseconds. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Undefined where it is no time. */
export function msOfTime(text: string | null | undefined): number | undefined {
  const atMs = Date.parse(text ?? '');
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** Whole Unix seconds. */
export function unixSeconds(atMs: number): number {
  return Math.floor(atMs / 1000);
}

/** As seconds this would be the year 5138: some write milliseconds where they document seconds. */
const surelyMs = 100_000_000_000;

/** Undefined where it is no time; platforms write 0 for none. */
export function msOfUnixSeconds(time: number | null | undefined): number | undefined {
  const told = time ?? Number.NaN;
  const atMs = Math.round(told < surelyMs ? told * 1000 : told);
  return Number.isSafeInteger(atMs) && atMs > 0 ? atMs : undefined;
}

/** Those of our words that an upstream's list holds, in its order. */
export function knownWords<Word extends string>(
  words: readonly Word[],
  told: readonly string[] | null | undefined,
): Word[] {
  return (told ?? []).flatMap((word) => words.find((known) => known === word) ?? []);
}

/** Words for states that are met at platforms of this kind, whatever their documentation says. */
const metWords: Readonly<Record<string, ClientState>> = {
  queued: 'queued',
  pending: 'queued',
  submitted: 'queued',
  in_queue: 'queued',
  not_start: 'queued',
  running: 'running',
  processing: 'running',
  in_progress: 'running',
  generating: 'running',
  succeeded: 'succeeded',
  success: 'succeeded',
  completed: 'succeeded',
  failed: 'failed',
  fail: 'failed',
  failure: 'failed',
  error: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  expired: 'expired',
};

/** Null for a word that nobody knows. */
export function stateOfWord(word: string | null | undefined): ClientState | null {
  const known = word?.toLowerCase() ?? '';
  return Object.hasOwn(metWords, known) ? (metWords[known] ?? null) : null;
}
