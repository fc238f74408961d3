/** A create as Ark takes it. Its checks are written anew here: this is the other side of our own dialect. */
import { z } from 'zod';
import { catalogueOf } from '../../src/dialects/catalogues.ts';
import { findModel } from '../../src/generation/catalogue.ts';
import type { FamilyName } from '../../src/generation/families.ts';
import { mediaRoles, ratios } from '../../src/generation/request.ts';
import { ArkRefusal, invalid } from './refusals.ts';

const role = z.enum(mediaRoles).optional();
const source = z.object({ url: z.string().min(1) });
const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: source, role }),
  z.object({ type: z.literal('video_url'), video_url: source, role }),
  z.object({ type: z.literal('audio_url'), audio_url: source, role }),
]);

const body = z.object({
  model: z.string().min(1),
  content: z.array(item).min(1),
  resolution: z.enum(['480p', '720p', '1080p', '4k', '4K']).optional(),
  ratio: z.enum(ratios).optional(),
  duration: z.int().optional(),
  generate_audio: z.boolean().optional(),
  watermark: z.boolean().optional(),
  seed: z.int().min(-1).max(4_294_967_295).optional(),
  return_last_frame: z.boolean().default(false),
  service_tier: z.enum(['default', 'flex']).default('default'),
  execution_expires_after: z.int().min(3_600).max(259_200).default(172_800),
  priority: z.int().min(0).max(9).default(0),
  callback_url: z.url({ protocol: /^https?$/u }).optional(),
  safety_identifier: z.string().max(64).optional(),
});

/** What is to be made, with the model's own defaults. */
export interface Order {
  model: string;
  family: FamilyName;
  prompt: string;
  resolution: '480p' | '720p' | '1080p' | '4k';
  ratio: (typeof ratios)[number];
  /** -1: the model picks it. */
  seconds: number;
  secondsOffered: readonly number[];
  inputVideos: number;
  generateAudio: boolean;
  seed: number;
  returnLastFrame: boolean;
  serviceTier: 'default' | 'flex';
  expiresSeconds: number;
  priority: number;
  callbackUrl: string | null;
  safetyIdentifier: string | null;
}

/** Throws ArkRefusal, naming one parameter. Media are not fetched. */
export function readOrder(sent: unknown): Order {
  const parsed = body.safeParse(sent);
  if (!parsed.success) throw firstIssue(parsed.error);
  const asked = parsed.data;
  const model = findModel(asked.model, catalogueOf('ark'));
  if (!model) {
    const message = `The model or endpoint ${asked.model} does not exist or you do not have access to it.`;
    throw new ArkRefusal(404, 'InvalidEndpointOrModel.NotFound', message, 'model');
  }
  checkScene(asked.content);
  if (asked.service_tier === 'flex' && model.family.startsWith('seedance-2')) {
    const message = 'The parameter `service_tier` is not supported by this model.';
    throw new ArkRefusal(400, 'InvalidParameter.UnsupportedParameter', message, 'service_tier');
  }
  const { limits, defaults } = model;
  const resolution = asked.resolution === '4K' ? '4k' : (asked.resolution ?? defaults.resolution);
  if (resolution === '2k' || !limits.resolutions.includes(resolution)) {
    throw invalid('resolution', `this model does not make ${resolution}`);
  }
  const seconds = asked.duration ?? (defaults.seconds === 'auto' ? -1 : defaults.seconds);
  const offered = seconds === -1 ? limits.automaticSeconds : limits.seconds.includes(seconds);
  if (!offered) throw invalid('duration', `this model does not make ${String(seconds)} s`);
  return {
    model: asked.model,
    family: model.family,
    prompt: asked.content.map((one) => (one.type === 'text' ? one.text : '')).join(''),
    resolution,
    ratio: asked.ratio ?? defaults.ratio.withoutMedia,
    seconds,
    secondsOffered: limits.seconds,
    inputVideos: asked.content.filter(({ type }) => type === 'video_url').length,
    generateAudio: asked.generate_audio ?? limits.audioOut,
    seed: asked.seed ?? -1,
    returnLastFrame: asked.return_last_frame,
    serviceTier: asked.service_tier,
    expiresSeconds: asked.execution_expires_after,
    priority: asked.priority,
    callbackUrl: asked.callback_url ?? null,
    safetyIdentifier: asked.safety_identifier ?? null,
  };
}

function firstIssue({ issues: [issue] }: z.ZodError): ArkRefusal {
  const [first = 'body', ...rest] = issue?.path ?? [];
  const param = String(first) + rest.map((part) => fieldPart(part)).join('');
  if (issue?.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    const message = `The required parameter \`${param}\` is missing.`;
    return new ArkRefusal(400, `MissingParameter.${param}`, message, param);
  }
  return invalid(param, issue?.message ?? 'it cannot be read');
}

function fieldPart(part: PropertyKey): string {
  return typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`;
}

/** Three scenes never mix: a first frame, a first and a last one, references. */
function checkScene(content: z.infer<typeof body>['content']): void {
  const media = content.flatMap((one) => (one.type === 'text' ? [] : [one]));
  const roles = media.map(({ role }) => role ?? 'first_frame');
  const count = (name: string) => roles.filter((one) => one === name).length;
  const references = roles.filter((name) => name.startsWith('reference_')).length;
  if (references > 0 && references < media.length) {
    throw invalid('content', 'frames and references cannot be mixed');
  }
  if (count('first_frame') > 1 || count('last_frame') > count('first_frame')) {
    throw invalid('content', 'at most one first frame, and a last one only beside it');
  }
}
