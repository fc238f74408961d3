/**
 * Fields that a platform's schema does not have. Nobody's words are ignored, as platforms of this kind do and
 * their clients rely on, unless they carry a medium. A word that means something elsewhere (`words.ts`) passes
 * where it asks for nothing, or for what will be made anyway; else it is refused by name: to ignore it would
 * quietly deliver, bill or leave waiting for another film.
 */
import { z } from 'zod';
import type { Catalogue } from '../generation/catalogue.ts';
import { refuse } from '../generation/problems.ts';
import { ratios, resolutions } from '../generation/request.ts';
import { Upload } from '../generation/upload.ts';
import { agreesInMedia, agreesPlainly } from './agreement.ts';
import type { Understood } from './agreement.ts';
import { untexted } from './form-values.ts';
import { jsonIn } from './json-texts.ts';
import { looksLikeMedia } from './media-looks.ts';
import type { CreateCommand } from './mechanism.ts';
import { wayTo } from './ways.ts';
import type { Ways } from './ways.ts';
import { isMediaMeaning, meaningOfWord } from './words.ts';
import type { Meaning } from './words.ts';

/** In the page of every platform. */
export const unknownFields =
  'Unknown fields are ignored, unless they hold a medium. What another platform calls something that would change what is made, paid or told is refused by name, unless it says what will be made anyway.';

/** Whose fields the known ones are. */
export interface Reader {
  /** What its dialect sells. */
  catalogue: Catalogue;
  schema: z.ZodObject;
  /** Where what a word means can be said, unless the schema tells. */
  ways?: Ways;
  /** Let through, whatever they say: former versions took them, and a create that is sent again is not refused. */
  passes?: readonly Meaning[];
}

interface FieldPlace extends Understood {
  reader: Reader;
  /** What stands before the words of `body` in the whole body. */
  before: string;
}

/** `place` is where `body` stands in the whole body, such as `metadata`. Throws ProblemError. */
export function refuseDropped(
  body: object,
  command: CreateCommand,
  reader: Reader,
  place?: string,
): void {
  const before = place === undefined ? '' : `${place}.`;
  const at = { reader, catalogue: reader.catalogue, command, body, before };
  for (const [word, value] of Object.entries(body)) {
    if (!Object.hasOwn(reader.schema.shape, word)) checkWord(word, value, at);
  }
}

/** What clients write that were never told a value: it asks for nothing. */
function isEmpty(value: unknown): boolean {
  if (isUnset(value)) return true;
  if (typeof value !== 'object' || value === null || value instanceof Upload) return false;
  const members: unknown[] = Object.values(value);
  return members.every(isUnset);
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function checkWord(word: string, value: unknown, at: FieldPlace): void {
  if (isEmpty(value)) return;
  const meaning = meaningOfWord(word);
  if (meaning === undefined) {
    if (looksLikeMedia(value)) throw notOffered(word, `${unread}; ${wayOf('media', at)}`, at);
  } else if (meaning === 'parameters') {
    const given = typeof value === 'string' ? jsonIn(value) : value;
    if (typeof given === 'object' && given !== null) checkParameters(given, at);
  } else if (typeof meaning === 'object') {
    if (!meaning.harmless.includes(untexted(value))) throw notOffered(word, meaning.wayOut, at);
  } else if (!at.reader.passes?.includes(meaning) && !agrees(meaning, untexted(value), at)) {
    throw notOffered(word, wayOf(meaning, at), at);
  }
}

type Said = Exclude<Meaning, 'parameters' | object>;

function agrees(meaning: Said, value: unknown, at: FieldPlace): boolean {
  return isMediaMeaning(meaning)
    ? agreesInMedia(meaning, value, at)
    : agreesPlainly(meaning, value, at);
}

const unread = 'it holds a medium, and nobody reads it';

function wayOf(meaning: Said, { reader }: FieldPlace): string {
  return wayTo(meaning, reader.schema, reader.ways);
}

function notOffered(word: string, wayOut: string, { before }: FieldPlace): Error {
  const field = `${before}${word}`;
  return refuse('invalid_parameter', `${field} is not offered here: ${wayOut}.`, { field });
}

/**
 * The same of `metadata` that are the customer's own, in which clients of New-API have parameters: only those
 * with New-API's names and types are looked at.
 */
export function refuseDroppedParameters(
  metadata: object,
  command: CreateCommand,
  reader: Reader,
): void {
  const at = { reader, catalogue: reader.catalogue, command, body: metadata, before: '' };
  checkParameters(metadata, at);
}

const whole = z.int();
const truth = z.boolean();

/** Those that change what is made, paid or told, by what they are where they are plain. */
const parameters: Readonly<Record<string, z.ZodType>> = {
  content: z.array(z.looseObject({ type: z.string() })),
  resolution: z.enum([...resolutions, '4K']),
  ratio: z.enum(ratios),
  duration: whole,
  generate_audio: truth,
  watermark: truth,
  seed: whole,
  return_last_frame: truth,
  execution_expires_after: whole,
  callback_url: z.url({ protocol: /^https?$/u }),
};

function checkParameters(metadata: object, at: FieldPlace): void {
  const inside = { ...at, body: metadata, before: `${at.before}metadata.` };
  for (const [word, type] of Object.entries(parameters)) {
    const value: unknown = Object.hasOwn(metadata, word) ? Reflect.get(metadata, word) : undefined;
    if (value !== undefined && type.safeParse(untexted(value)).success) {
      checkWord(word, value, inside);
    }
  }
}
