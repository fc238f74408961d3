/** From what a client said to a complete request: the model's defaults, then the measured media. */
import { assignRoles } from './assign-roles.ts';
import type { RoleRule } from './assign-roles.ts';
import type { Model } from './models.ts';
import { modeOf } from './modes.ts';
import type { GenerationAsk, GenerationRequest, Medium, RoleNames } from './request.ts';

/** Nothing is left open but the media, which have not been looked at. */
export type CompleteAsk = Required<GenerationAsk> & Pick<GenerationRequest, 'seedIsDrawn'>;

/** `drawnSeed` is used when the client gave none: 0 … 2147483647 suits every upstream. */
export function complete(ask: GenerationAsk, model: Model, drawnSeed: number): CompleteAsk {
  const { defaults, limits } = model;
  return {
    model: ask.model,
    prompt: ask.prompt,
    media: ask.media,
    seconds: ask.seconds ?? defaults.seconds,
    resolution: (limits.fixedResolution ? undefined : ask.resolution) ?? defaults.resolution,
    ratio: ask.ratio ?? defaults.ratio[ask.media.length > 0 ? 'withMedia' : 'withoutMedia'],
    generateAudio: ask.generateAudio ?? defaults.generateAudio,
    seed: ask.seed ?? drawnSeed,
    seedIsDrawn: ask.seed === undefined,
    watermark: ask.watermark ?? false,
    returnLastFrame: ask.returnLastFrame ?? false,
  };
}

/** A file as probing finds it. */
export type ProbedFile = Omit<Medium, 'role' | 'field'>;

/**
 * The request that is priced and stored. `files` are the probed media, in the order of `ask.media`.
 * Throws ProblemError where files and roles do not go together.
 */
export function withMedia(
  ask: CompleteAsk,
  files: readonly ProbedFile[],
  rule: RoleRule,
  names?: RoleNames,
): GenerationRequest {
  const seen = ask.media.map((medium, index) => ({ ask: medium, file: fileOf(files, index) }));
  const roles = assignRoles(
    seen.map(({ ask: medium, file }) => ({ ask: medium, kind: file.kind })),
    rule,
    names,
  );
  const media = seen.flatMap(({ ask: medium, file }, index) => {
    const role = roles[index];
    return role === undefined ? [] : [{ ...file, role, field: medium.field }];
  });
  return { ...ask, mode: modeOf(media), media };
}

function fileOf(files: readonly ProbedFile[], index: number): ProbedFile {
  const file = files[index];
  if (!file) throw new RangeError('one probed file for each medium is needed');
  return file;
}
