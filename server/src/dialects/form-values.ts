/**
 * Values that come as JSON or as the text part of a form, where all is text, and files. Schemas and how
 * what they allow is read.
 */
import { z } from 'zod';
import { refuse } from '../generation/problems.ts';
import { Upload } from '../generation/upload.ts';
import { nameCharactersMost } from './bounds.ts';

/** A file part of a form. One schema, so that it can be known again. */
export const filePart = z
  .instanceof(Upload, { error: 'must be a file' })
  .refine(({ fileName }) => fileName.length <= nameCharactersMost, {
    error: `must have a name of at most ${String(nameCharactersMost)} characters`,
  });

const wholeText = /^-?\d{1,10}$/;

const whole = { error: 'must be a whole number' };
export const wholeNumber = z.union([z.int(), z.string().regex(wholeText, whole)], whole);

/** The same within bounds, which `numberOf` holds of a text. */
export function wholeOrText({ least, most }: { least: number; most: number }) {
  const error = `must be a whole number from ${String(least)} to ${String(most)}`;
  return z.union([z.int().min(least).max(most), z.string().regex(wholeText, { error })], { error });
}

export const truth = z.union([z.boolean(), z.enum(['true', 'false'])], {
  error: 'must be true or false',
});

/** Throws ProblemError where it lies outside of its bounds. */
export function numberOf(
  value: z.infer<typeof wholeNumber> | undefined,
  { field, least, most }: { field: string; least: number; most: number },
): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number >= least && number <= most) return number;
  const bounds = `${String(least)} to ${String(most)}`;
  throw refuse('invalid_parameter', `${field} is ${String(number)}; it must be ${bounds}.`, {
    field,
  });
}

/** The first place where a number is said, of several that mean the same; 0 is none. */
export function firstNumberOf(
  places: readonly { field: string; value: z.infer<typeof wholeNumber> | undefined }[],
  bounds: { least: number; most: number },
): number | undefined {
  const said = places.find(({ value }) => Number(value ?? 0) !== 0);
  return said && numberOf(said.value, { field: said.field, ...bounds });
}

export function truthOf(value: z.infer<typeof truth> | undefined): boolean | undefined {
  return value === undefined ? undefined : value === true || value === 'true';
}

/** A text of a form as the JSON that it would have been, for looking at what no schema lists. */
export function untexted(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === 'true' || text === 'false') return text === 'true';
  return wholeText.test(text) ? Number(text) : text;
}
