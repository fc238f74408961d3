import { z } from 'zod';
import {
  callbackUrl,
  contentItemsMost,
  endUserCharactersMost,
  keptMetadata,
  keptOfBody,
  modelName,
} from '../../dialects/bounds.ts';
import { nativeBounds } from '../../dialects/native-generation.ts';
import { promptCharactersMost } from '../../generation/families.ts';
import { kindOfRole } from '../../generation/modes.ts';
import {
  mediaKinds,
  mediaRoles,
  ratios,
  referenceTasks,
  resolutions,
} from '../../generation/request.ts';
import type { TaskCommand } from '../../tasks/origin.ts';
import { credits } from './key-terms.ts';

/** What is to be made, in our own words: the body of a create and of an estimate. */

/** More than any model makes. */
const secondsMost = 3_600;
const framesMost = 100_000;
const seedMost = 4_294_967_295;
/** A body of usual size holds no longer one: small pictures may stand in it as data. */
const mediaUrlCharactersMost = 1_048_576;

const { least: expiresLeast, most: expiresMost } = nativeBounds.execution_expires_after;

const medium = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .max(mediaUrlCharactersMost)
      .describe(
        'http(s), `asset://<id>` of an asset or of a task that has succeeded, or a small data URL.',
      ),
    kind: z.enum(mediaKinds).optional().describe('Left out: the file tells.'),
    role: z
      .enum(mediaRoles)
      .optional()
      .describe('Left out: a single image is the first frame, all else is a reference.'),
  })
  .describe('A medium that the video is made from.');

/** What is priced; a field that is left out is the model’s own default. */
export const generationAsk = z.strictObject({
  model: modelName.describe('One of `GET /models`.'),
  prompt: z
    .string()
    // A character may be two units of a string; the model’s own limit counts characters.
    .max(2 * promptCharactersMost)
    .optional(),
  media: z.array(medium).max(contentItemsMost).optional(),
  seconds: z
    .union([z.int().min(1).max(secondsMost), z.literal('auto')])
    .optional()
    .describe('Whole seconds, or `auto`: the model picks the length.'),
  frames: z.int().min(1).max(framesMost).optional().describe('Instead of `seconds`.'),
  resolution: z.enum(resolutions).optional(),
  ratio: z.enum(ratios).optional(),
  generateAudio: z.boolean().optional(),
  seed: z.int().min(0).max(seedMost).optional().describe('Left out: random.'),
  watermark: z.boolean().optional(),
  returnLastFrame: z.boolean().optional(),
  cameraFixed: z.boolean().optional(),
  referenceTask: z
    .enum(referenceTasks)
    .optional()
    .describe('What is made of the first reference video: it itself anew, or what comes after it.'),
  serviceTier: z
    .enum(['default', 'flex'])
    .optional()
    .describe('`flex`: made when there is room, for less.'),
  maxCredits: credits('What could cost more is refused with `above_max_credits`.').optional(),
});

/** A task: with whom it is for, and where it is told. */
export const taskAsk = generationAsk
  .extend({
    endUser: z
      .string()
      .min(1)
      .max(endUserCharactersMost)
      .optional()
      .describe('Your own name for whom it is made: records and usage are told by it.'),
    metadata: keptMetadata.optional().describe('Kept with the task and told again.'),
    callbackUrl: callbackUrl.optional().describe('Where the end of this task is told.'),
    expiresSeconds: z
      .int()
      .min(expiresLeast)
      .max(expiresMost)
      .optional()
      .describe(
        'From its creation, after which it expires unless it is done; 172 800 unless told.',
      ),
  })
  .meta({
    examples: [
      {
        model: 'seedance-2.0',
        prompt: 'A river in autumn',
        seconds: 5,
        resolution: '720p',
        endUser: 'user 815',
        metadata: { order: 4711 },
      },
    ],
  });

/** What was asked for, without what would change nothing, so that equal requests stay equal. */
export function commandOf(
  body: z.output<typeof taskAsk>,
  metadataText: string | undefined,
): TaskCommand {
  const { model, prompt = '', media = [], serviceTier, ...rest } = body;
  const { endUser, maxCredits, metadata, callbackUrl, expiresSeconds, ...said } = rest;
  return {
    ask: {
      ...said,
      model,
      prompt,
      media: media.map(({ url, kind, role }, index) => ({
        url,
        kind: kind ?? (role ? kindOfRole[role] : null),
        role: role ?? null,
        field: `media[${String(index)}].url`,
      })),
      cameraFixed: said.cameraFixed === true ? true : undefined,
      flex: serviceTier === 'flex' ? true : undefined,
    },
    endUser,
    maxCredits,
    callbackUrl,
    expiresSeconds,
    ...keptOfBody(metadata, metadataText),
  };
}
