/**
 * How much a call may hold, where no platform says it or says less: far more than honest clients send, and
 * little enough that no single request is a burden. Whatever is kept with a task, or shown again in lists
 * and logs, has one of these in its schema. A prompt is bounded by its model, and the URL of a medium by
 * its form: `generation/limits.ts` looks after both.
 */
import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { isWithinJsonBytes } from '../generation/json-bytes.ts';
import { refuse } from '../generation/problems.ts';
import type { JsonObject } from '../generation/request.ts';
import type { CreateCommand } from './mechanism.ts';
import { urlToCall } from './web-url.ts';

/** Names of models have some 40 characters. */
const modelCharactersMost = 200;
export const modelName = z.string().max(modelCharactersMost);

/** What names a task or an asset: longer ones name nothing. */
export const idCharactersMost = 200;
export const someId = z.string().min(1).max(idCharactersMost);

/** Of a customer's own name for one of its users. */
export const endUserCharactersMost = 200;

/** An operating system takes no longer name of a file. */
export const nameCharactersMost = 255;

/** `1280x720` and the like. */
export const sizeText = z.string().min(1).max(40);

/** Of what is called later: nobody means a longer one well. */
export const urlCharactersMost = 2048;
/** Where a single task's end is told. */
export const callbackUrl = urlToCall('must be an http or https URL').max(urlCharactersMost);

/** Texts and media together: no model takes more than 50 media. */
export const contentItemsMost = 100;

/** Media of one kind in a list of their own: no model takes more than 30. */
export const mediaOfKindMost = 50;

/** Entries that are asked for by their ids, or handed in to be kept. */
export const entriesMost = 100;

/** Of an object that a schema leaves open. */
export const fieldsMost = 1_000;

export const metadataBytesMost = 65_536;
/** What is kept with a task and told again. */
export const keptMetadata = z
  .record(z.string(), z.unknown())
  .refine((metadata) => isWithinJsonBytes(metadata, metadataBytesMost), {
    error: `must have at most ${String(metadataBytesMost)} bytes as JSON`,
  });

/** Escapes make a text of JSON longer than it need be, and so does white space. */
const metadataTextBytesMost = 4 * metadataBytesMost;

/** What a create keeps of a body's `metadata`: its values, and its text where that was JSON. Throws ProblemError. */
export function keptOfBody(
  metadata: z.infer<typeof keptMetadata> | undefined,
  metadataText: string | undefined,
): Pick<CreateCommand, 'metadata' | 'metadataText'> {
  if (metadata === undefined) return {};
  if (metadataText !== undefined && Buffer.byteLength(metadataText) > metadataTextBytesMost) {
    throw refuse(
      'invalid_parameter',
      `metadata has more than ${String(metadataTextBytesMost)} bytes as it was written: send it with less white space.`,
      { field: 'metadata' },
    );
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was parsed from JSON, or from the texts of a form
  return { metadata: metadata as JsonObject, metadataText: unquoted(metadataText) };
}

/** Gateways send the object as its JSON text: that is what is kept. */
function unquoted(text: string | undefined): string | undefined {
  if (text?.startsWith('"') !== true) return text;
  const inner: unknown = JSON.parse(text);
  return typeof inner === 'string' ? inner.trim() : undefined;
}
