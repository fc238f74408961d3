/**
 * Whether a model makes what is asked. In two steps, so that what needs no look at the media is refused
 * before anything is fetched: `checkAsk` before, `checkRequest` after. Both throw ProblemError naming
 * the field in the client's words, what is wrong with its value, and the way out. The format, size and
 * shape of a single file are the same for every model and are checked where files are measured.
 */
import type { CompleteAsk } from './complete.ts';
import type { Limits } from './families.ts';
import type { Model } from './models.ts';
import { checkRoles, isFrame } from './modes.ts';
import { refuse } from './problems.ts';
import type { ProblemError } from './problems.ts';
import { refuseSuffixes } from './prompt-suffixes.ts';
import type {
  FieldNames,
  GenerationRequest,
  MediaAsk,
  MediaKind,
  Medium,
  Mode,
  Ratio,
  Resolution,
} from './request.ts';

export function checkAsk(ask: CompleteAsk, model: Model, fields: FieldNames): void {
  checkPrompt(ask, fields);
  checkSeconds(ask, model, fields);
  checkAbilities(ask, model, fields);
  checkRoles(ask.media);
  const mode = certainMode(ask.media);
  checkShape(ask, mode, model, fields);
  if (mode !== null) checkCounts(ask.media, mode, model);
}

export function checkRequest(request: GenerationRequest, model: Model, fields: FieldNames): void {
  checkShape(request, request.mode, model, fields);
  checkCounts(request.media, request.mode, model);
  checkLengths(request.media, model);
}

function checkPrompt({ prompt, media }: CompleteAsk, fields: FieldNames): void {
  const field = fields.prompt ?? 'prompt';
  refuseSuffixes(prompt, field);
  if (media.length > 0 || prompt.trim() !== '') return;
  throw refuse('missing_parameter', `${field} is empty: say what the video is to show.`, { field });
}

function checkSeconds({ seconds }: CompleteAsk, model: Model, fields: FieldNames): void {
  const { limits } = model;
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

function lengths(seconds: readonly number[]): string {
  const least = Math.min(...seconds);
  const most = Math.max(...seconds);
  return seconds.length === most - least + 1 && seconds.length > 2
    ? `${String(least)} to ${String(most)} whole`
    : seconds.map(String).join(' or ');
}

function checkAbilities(ask: CompleteAsk, model: Model, fields: FieldNames): void {
  if (ask.generateAudio && !model.limits.audioOut) {
    throw cannot(fields.generateAudio ?? 'generateAudio', model, 'makes no sound');
  }
  if (ask.returnLastFrame && !model.limits.returnLastFrame) {
    throw cannot(fields.returnLastFrame ?? 'returnLastFrame', model, 'hands out no last frame');
  }
}

function cannot(field: string, model: Model, ability: string): ProblemError {
  return refuse(
    'invalid_parameter',
    `${field} is true, but ${model.name} ${ability}: leave it out or send false.`,
    { field },
  );
}

/** The mode, where the roles and kinds that are known leave no other. */
function certainMode(media: readonly MediaAsk[]): Mode | null {
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
  mode: Mode | null,
  model: Model,
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

type Counted = Pick<MediaAsk, 'kind' | 'role' | 'field'>;

function checkCounts(media: readonly Counted[], mode: Mode, model: Model): void {
  const { limits } = model;
  if (!limits.modes.includes(mode)) throw modeRefusal(media, mode, model);
  if (mode === 'frames') {
    const last = media.find(({ role }) => role === 'last_frame');
    if (last && !limits.lastFrame) {
      throw refuse(
        'invalid_parameter',
        `${last.field} is a last_frame, which ${model.name} does not take: leave it out.`,
        { field: last.field },
      );
    }
    return;
  }
  const { references } = limits;
  checkCount(media, 'image', references.images, model);
  checkCount(media, 'video', references.videos, model);
  checkCount(media, 'audio', references.audios, model);
  checkCount(media, null, references.total, model);
  checkAudioAlone(media, model);
}

function modeRefusal(media: readonly Counted[], mode: Mode, model: Model): ProblemError {
  const modes = model.limits.modes.join(', ');
  return refuse('invalid_parameter', `${model.name} has no ${mode} mode; it has ${modes}.`, {
    field: media[0]?.field,
  });
}

/** Null counts media of every kind. */
function checkCount(
  media: readonly Counted[],
  kind: MediaKind | null,
  most: number,
  model: Model,
): void {
  const counted = kind === null ? media : media.filter((medium) => medium.kind === kind);
  const first = counted[most];
  if (!first) return;
  const what = kind === null ? 'media' : kind === 'audio' ? 'audio files' : `${kind}s`;
  const allowed = most === 0 ? `no ${what}` : `at most ${String(most)} ${what}`;
  throw refuse(
    'invalid_parameter',
    `${first.field} is too many: ${model.name} takes ${allowed}; ${String(counted.length)} were sent. Leave some out.`,
    { field: first.field },
  );
}

function checkAudioAlone(media: readonly Counted[], model: Model): void {
  const [first] = media;
  if (!first || model.limits.references.audioAlone) return;
  if (media.some(({ kind }) => kind !== 'audio')) return;
  throw refuse(
    'invalid_parameter',
    `${first.field} is audio without a picture: add an image or a video for it to go with.`,
    { field: first.field },
  );
}

/** Encoders overshoot by a few frames: engines were seen to take this much more. */
const slackSeconds = 0.2;

function checkLengths(media: readonly Medium[], model: Model): void {
  const { references } = model.limits;
  for (const kind of ['video', 'audio'] as const) {
    const clips = media.filter((medium) => medium.kind === kind);
    for (const clip of clips) checkClip(clip, references);
    checkTotal(clips, references.clipSecondsTotal);
  }
}

function checkClip(clip: Medium, { clipSeconds }: Limits['references']): void {
  const { least, most } = clipSeconds;
  if (clip.seconds >= least && clip.seconds <= most + slackSeconds) return;
  throw badFile(
    clip,
    `is ${clip.seconds.toFixed(1)} seconds long; it must be from ${String(least)} to ${String(most)}: cut it`,
  );
}

function checkTotal(clips: readonly Medium[], most: number): void {
  const total = clips.reduce((sum, { seconds }) => sum + seconds, 0);
  const last = clips.at(-1);
  if (!last || total <= most + slackSeconds) return;
  throw badFile(
    last,
    `makes ${total.toFixed(1)} seconds of ${last.kind} in all; at most ${String(most)} are taken: send less`,
  );
}

/** `trouble` goes on after the name of the field. */
function badFile({ field }: Medium, trouble: string): ProblemError {
  return refuse('media_invalid', `${field} ${trouble}.`, { field });
}
