/**
 * Whether a model makes what is asked. In two steps, so that what needs no look at the media is refused
 * before anything is fetched: `checkAsk` before, `checkRequest` after. Both throw ProblemError naming
 * the field in the client's words, what is wrong with its value, and the way out. What a single file may
 * be is checked where files are measured.
 */
import type { CompleteAsk } from './complete.ts';
import { greatest, least } from './extremes.ts';
import { checkCounts, checkForms, checkTotals } from './limits-of-media.ts';
import type { Bounded } from './models.ts';
import { checkReferenceTask, checkRoles, isFrame, videoToChange } from './modes.ts';
import { refuse } from './problems.ts';
import type { ProblemError } from './problems.ts';
import type {
  FieldNames,
  GenerationAsk,
  GenerationRequest,
  MediaAsk,
  InputMode,
  Ratio,
  Resolution,
} from './request.ts';
import { soldSeconds } from './sold-seconds.ts';

/** Before anything reads it. */
export function checkLength(
  { prompt }: Pick<GenerationAsk, 'prompt'>,
  model: Bounded,
  fields: FieldNames,
): void {
  const most = model.limits.promptCharacters;
  if (prompt.length <= most) return;
  // Of a text that is far too long nobody needs to know what its characters are.
  const characters = prompt.length > 8 * most ? prompt.length : Array.from(prompt).length;
  if (characters <= most) return;
  const field = fields.prompt ?? 'prompt';
  throw refuse(
    'invalid_parameter',
    `${field} has ${String(characters)} characters; ${model.name} takes at most ${String(most)}: shorten it.`,
    { field },
  );
}

export function checkAsk(ask: CompleteAsk, model: Bounded, fields: FieldNames): void {
  checkLength(ask, model, fields);
  checkPrompt(ask, fields);
  checkSeconds(ask, model, fields);
  checkAbilities(ask, model, fields);
  checkForms(ask.media, model);
  checkRoles(ask.media, fields.roles);
  const mode = certainMode(ask.media);
  checkShape(ask, mode, model, fields);
  if (mode !== null) checkCounts(ask.media, mode, model, fields.roles);
}

export function checkRequest(request: GenerationRequest, model: Bounded, fields: FieldNames): void {
  checkShape(request, request.mode, model, fields);
  checkCounts(request.media, request.mode, model, fields.roles);
  checkTotals(request.media, model);
  checkReferenceTask(request, fields);
  checkEdited(request, model);
}

function checkPrompt({ prompt, media }: CompleteAsk, fields: FieldNames): void {
  if (media.length > 0 || prompt.trim() !== '') return;
  const field = fields.prompt ?? 'prompt';
  throw refuse('missing_parameter', `${field} is empty: say what the video is to show.`, { field });
}

function checkSeconds(ask: CompleteAsk, model: Bounded, fields: FieldNames): void {
  const { seconds, frames } = ask;
  const { limits } = model;
  if (frames !== undefined) {
    checkFrames(frames, model, fields);
    return;
  }
  if (seconds === 'auto' ? limits.automaticSeconds : limits.seconds.includes(seconds)) return;
  const field = fields.seconds ?? 'seconds';
  const automatic = limits.automaticSeconds ? ', or a length of its own choice' : '';
  const asked = seconds === 'auto' ? 'left to the model' : String(seconds);
  throw refuse(
    'invalid_parameter',
    `${field} is ${asked}; ${model.name} makes ${lengths(limits.seconds)} seconds${automatic}.`,
    { field },
  );
}

const framesStep = 4;

function checkFrames(frames: number, { name, limits }: Bounded, fields: FieldNames): void {
  const field = fields.frames ?? 'frames';
  if (!limits.frames) {
    throw refuse(
      'invalid_parameter',
      `${field} is ${String(frames)}, but ${name} is told its length in seconds: give it as ${fields.seconds ?? 'seconds'}.`,
      { field },
    );
  }
  const { least: fewest, most } = limits.frames;
  const below = fewest + Math.floor((frames - fewest) / framesStep) * framesStep;
  if (frames === below && frames >= fewest && frames <= most) return;
  const near = [below, below + framesStep].map((one) => Math.min(most, Math.max(fewest, one)));
  const ways = [...new Set(near)].map(String).join(' or ');
  throw refuse(
    'invalid_parameter',
    `${field} is ${String(frames)}; ${name} makes ${String(fewest)} to ${String(most)} frames, 25 and a multiple of 4: use ${ways}.`,
    { field },
  );
}

function lengths(seconds: readonly number[]): string {
  const fewest = least(seconds);
  const most = greatest(seconds);
  return seconds.length === most - fewest + 1 && seconds.length > 2
    ? `${String(fewest)} to ${String(most)} whole`
    : seconds.map(String).join(' or ');
}

function checkAbilities(ask: CompleteAsk, model: Bounded, fields: FieldNames): void {
  if (ask.generateAudio && !model.limits.audioOut) {
    throw cannot(fields.generateAudio ?? 'generateAudio', model, 'makes no sound');
  }
  if (ask.returnLastFrame && !model.limits.returnLastFrame) {
    throw cannot(fields.returnLastFrame ?? 'returnLastFrame', model, 'hands out no last frame');
  }
  if (ask.flex && !model.limits.flex) {
    const field = fields.flex ?? 'service_tier';
    throw refuse(
      'invalid_parameter',
      `${field} is flex, but ${model.name} is made in the default tier alone: leave it out or send default.`,
      { field },
    );
  }
  if (ask.cameraFixed) checkFixedCamera(ask, model, fields);
  if (ask.referenceTask) checkChange(ask, model, fields);
}

function checkChange(
  ask: Pick<CompleteAsk, 'referenceTask' | 'media' | 'seconds' | 'ratio'>,
  { name, limits }: Bounded,
  fields: FieldNames,
): void {
  const { referenceTask } = ask;
  if (referenceTask && !limits.referenceTasks.includes(referenceTask)) {
    const field = fields.referenceTask ?? 'omni_reference_task_type';
    throw refuse(
      'invalid_parameter',
      `${field} is ${referenceTask}, which ${name} cannot be told: leave it out, and say it in the text.`,
      { field },
    );
  }
  checkReferenceTask(ask, fields);
}

/** Its result is as long. */
function checkEdited({ referenceTask, media }: GenerationRequest, { name, limits }: Bounded): void {
  const video = referenceTask === 'edit' ? videoToChange(media) : undefined;
  if (!video || soldSeconds(video.seconds) >= least(limits.seconds)) return;
  throw refuse(
    'media_invalid',
    `${video.field} lasts ${video.seconds.toFixed(1)} s; a video that ${name} edits must last at least ${String(least(limits.seconds))} s.`,
    { field: video.field },
  );
}

function checkFixedCamera({ media }: CompleteAsk, model: Bounded, fields: FieldNames): void {
  const field = fields.cameraFixed ?? 'camera_fixed';
  if (!model.limits.fixedCamera) throw cannot(field, model, 'has no fixed camera');
  if (media.some(({ role }) => role === 'reference_image')) {
    throw cannot(field, model, 'has no fixed camera beside a reference_image');
  }
}

function cannot(field: string, model: Bounded, ability: string): ProblemError {
  return refuse(
    'invalid_parameter',
    `${field} is true, but ${model.name} ${ability}: leave it out or send false.`,
    { field },
  );
}

/** The mode, where the roles and kinds that are known leave no other. */
function certainMode(media: readonly MediaAsk[]): InputMode | null {
  if (media.length === 0) return 'text';
  if (media.some(({ role }) => role !== null && isFrame(role))) return 'frames';
  const certainlyReferences =
    media.length > 2 ||
    media.some(({ kind, role }) => role !== null || (kind !== null && kind !== 'image'));
  return certainlyReferences ? 'reference' : null;
}

/** `mode` is null while it is open; then what any mode takes passes. */
function checkShape(
  { resolution, ratio }: { resolution: Resolution; ratio: Ratio },
  mode: InputMode | null,
  model: Bounded,
  fields: FieldNames,
): void {
  const { limits } = model;
  const narrower = mode === null ? undefined : limits.narrowerIn?.[mode];
  const inMode = narrower ? ` in ${String(mode)} mode` : '';
  checkOneOf(
    { field: fields.resolution ?? 'resolution', value: resolution },
    narrower?.resolutions ?? limits.resolutions,
    `${model.name}${inMode}`,
  );
  checkOneOf(
    { field: fields.ratio ?? 'ratio', value: ratio },
    narrower?.ratios ?? limits.ratios,
    `${model.name}${inMode}`,
  );
}

function checkOneOf(
  { field, value }: { field: string; value: string },
  allowed: readonly string[],
  who: string,
): void {
  if (allowed.includes(value)) return;
  throw refuse(
    'invalid_parameter',
    `${field} is ${value}; ${who} makes ${allowed.join(', ')}: use one of these.`,
    { field },
  );
}
