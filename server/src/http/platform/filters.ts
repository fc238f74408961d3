import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import { idCharactersMost } from '../../dialects/bounds.ts';
import { wholeNumber } from './route.ts';

/** What lists of records are asked by. */

export const pageUsual = 20;
const pageMost = 100;

/** Years that are written in four digits by whoever tells a time, and that the database has: it knows no year 0. */
const timesFrom = Date.UTC(1970);
const timesTo = Date.UTC(10_000);

function isTold(text: string): boolean {
  const atMs = Date.parse(text);
  return atMs >= timesFrom && atMs < timesTo;
}

const years = { error: 'must be in the years from 1970 to 9999' };

/** A moment, with the offset of any zone. */
export const momentText = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-21T08:00:00Z' })
  .refine(isTold, years);

/** Likewise, in milliseconds since 1970. */
const moment = momentText.transform((text) => Date.parse(text));

/** A day, as ISO 8601 writes it. */
export const dayText = z.iso
  .date({ error: 'must be a day such as 2026-11-21' })
  .refine(isTold, years);

export const rangeWords = {
  from: moment.optional().describe('Included.'),
  to: moment.optional().describe('Not included.'),
};

export const pageWords = {
  limit: wholeNumber(1, pageMost).optional(),
  cursor: z
    .string()
    .max(idCharactersMost)
    .optional()
    .describe('`nextCursor` of the page before, which may have held fewer than its limit.'),
};

const prefix = 'metadata.';
const namesMost = 5;
const nameCharactersMost = 100;
const valueCharactersMost = 1_000;

/** `metadata.<name>` of a query, of which there may be a few. Throws invalid_parameter for every other word. */
export function metadataFilter(
  rest: Readonly<Record<string, unknown>>,
  known: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const entries = Object.entries(rest);
  if (entries.length === 0) return undefined;
  for (const [key, value] of entries) {
    const field = key.slice(0, nameCharactersMost + prefix.length);
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : '';
    if (name === '') {
      const words = [...known, `${prefix}<name>`].join(', ');
      throw refuse(
        'invalid_parameter',
        `${field} is not known here; the query may hold: ${words}.`,
        {
          field,
        },
      );
    }
    if (name.length <= nameCharactersMost && isShort(value)) continue;
    throw refuse(
      'invalid_parameter',
      `${field} must be one text of at most ${String(valueCharactersMost)} characters, and its name have at most ${String(nameCharactersMost)}.`,
      { field },
    );
  }
  if (entries.length > namesMost) {
    const most = String(namesMost);
    throw refuse(
      'invalid_parameter',
      `At most ${most} names of metadata can be asked for at once.`,
    );
  }
  return new Map(entries.map(([key, value]) => [key.slice(prefix.length), String(value)]));
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' && value.length <= valueCharactersMost;
}

const versionForm = /^[1-9]\d{0,17}$/;

/** A cursor of movements. Throws invalid_parameter. */
export function versionOf(cursor: string | undefined): bigint | null {
  if (cursor === undefined) return null;
  if (versionForm.test(cursor)) return BigInt(cursor);
  throw refuse(
    'invalid_parameter',
    'cursor is none of this list: give the nextCursor of the page before.',
    { field: 'cursor' },
  );
}

const zoneCharactersMost = 64;
const zoneForm = /^[A-Za-z][\w+\-/]*$/;

function isZone(text: string): boolean {
  if (!zoneForm.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

export function cursorOf(version: bigint | null): string | null {
  return version === null ? null : version.toString();
}

/** By its IANA name: an offset alone has no days. */
export const timeZoneName = z
  .string()
  .max(zoneCharactersMost)
  .refine(isZone, { error: 'must be a time zone such as Asia/Shanghai' });

const includeCharactersMost = 200;

/** What is told beside what was asked for: words with commas between. */
export const includeWords = z.string().max(includeCharactersMost).optional();

/** Words that nobody knows are passed over, so that a client may ask for what a later version tells. */
export function includes(include = ''): ReadonlySet<string> {
  return new Set(include.split(',').map((word) => word.trim()));
}
