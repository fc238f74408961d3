/** Values that several dialects write alike: times, lengths, statuses. */
import type { Seconds } from '../generation/request.ts';
import type { ClientState } from '../generation/states.ts';

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

/** Where a number may be left open: a length to the model, a seed to chance. */
export const open = -1;

export function lengthOf(told: number | null | undefined): Seconds | undefined {
  return told === open ? 'auto' : (told ?? undefined);
}

export function seedOf(told: number | undefined): number | undefined {
  return told === open ? undefined : told;
}

export function lengthAsNumber(seconds: Seconds): number;
export function lengthAsNumber(seconds: Seconds | undefined): number | undefined;
export function lengthAsNumber(seconds: Seconds | undefined): number | undefined {
  return seconds === 'auto' ? open : seconds;
}

/** Which of our words a platform's stands for; undefined: none. */
export function ourWord<Ours extends string>(
  words: Readonly<Record<Ours, string>>,
  told: string | null | undefined,
): Ours | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its keys are ours
  return (Object.keys(words) as Ours[]).find((ours) => words[ours] === told);
}

/** A platform's words for states, where it has none for what was cancelled or has expired. */
export function endingInFailure<Word>(
  words: Readonly<Record<'queued' | 'running' | 'succeeded' | 'failed', Word>>,
): Readonly<Record<ClientState, Word>> {
  return { ...words, cancelled: words.failed, expired: words.failed };
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
