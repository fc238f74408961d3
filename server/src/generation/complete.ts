/** From what a client said to a complete request: the model's defaults, then the measured media. */
import { assignRoles } from './assign-roles.ts';
import type { RoleRule } from './assign-roles.ts';
import type { Model } from './models.ts';
import { modeOf } from './modes.ts';
import type {
  GenerationAsk,
  GenerationRequest,
  Medium,
  Particulars,
  RoleNames,
  Seconds,
} from './request.ts';
import { secondsOfFrames } from './tokens.ts';

/** Nothing is left open but the media, which have not been looked at. */
export type CompleteAsk = Required<Omit<GenerationAsk, keyof Particulars | 'size'>> &
  Particulars &
  Pick<GenerationRequest, 'seedIsDrawn' | 'size'>;

/** `drawnSeed` is used when the client gave none: 0 … 2147483647 suits every upstream. */
export function complete(ask: GenerationAsk, model: Model, drawnSeed: number): CompleteAsk {
  const { defaults, limits } = model;
  return {
    model: ask.model,
    prompt: ask.prompt,
    media: ask.media,
    seconds: secondsOf(ask, defaults.seconds),
    resolution: (limits.fixedResolution ? undefined : ask.resolution) ?? defaults.resolution,
    ratio: ask.ratio ?? defaults.ratio[ask.media.length > 0 ? 'withMedia' : 'withoutMedia'],
    generateAudio: ask.generateAudio ?? defaults.generateAudio,
    seed: ask.seed ?? drawnSeed,
    seedIsDrawn: ask.seed === undefined,
    watermark: ask.watermark ?? false,
    returnLastFrame: ask.returnLastFrame ?? false,
    ...(ask.size !== undefined && { size: ask.size }),
    ...particularsOf(ask),
  };
}

/** Frames win. An edit is as long as what it edits. */
function secondsOf({ frames, seconds, referenceTask }: GenerationAsk, usual: Seconds): Seconds {
  if (frames !== undefined) return secondsOfFrames(frames);
  return seconds ?? (referenceTask === 'edit' ? 'auto' : usual);
}

function particularsOf({ flex, cameraFixed, frames, referenceTask }: Particulars): Particulars {
  return {
    ...(flex && { flex }),
    ...(cameraFixed && { cameraFixed }),
    ...(frames !== undefined && { frames }),
    ...(referenceTask && { referenceTask }),
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
