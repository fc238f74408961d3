/** The part of a model's limits that is about media together: their names, their counts, their sums. */
import type { MediaForm } from './abilities.ts';
import type { Bounded } from './models.ts';
import { mixed } from './modes.ts';
import { refuse } from './problems.ts';
import type { ProblemError } from './problems.ts';
import type { MediaAsk, MediaKind, Medium, InputMode, RoleNames } from './request.ts';
import { soldSecondsOf } from './sold-seconds.ts';

const formNames: Readonly<Record<MediaForm, string>> = {
  url: 'a URL',
  data: 'a data URL',
  asset: 'an asset',
};

const waysOut: Readonly<Record<MediaForm, string>> = {
  url: 'a public https URL',
  data: 'a data URL',
  asset: 'the asset://<id> of a file in your asset library',
};

/** Signed URLs of storage have up to some 2 000. What is fetched may be held tighter. */
const addressCharactersMost = 8_192;

/** A file that came with the request has no name to check. */
export function checkForms(media: readonly MediaAsk[], model: Bounded): void {
  const { mediaForms } = model.limits;
  for (const { url, upload, field } of media) {
    if (upload !== undefined) continue;
    const form = formOf(url);
    if (form !== 'data' && url.length > addressCharactersMost) {
      throw refuse(
        'invalid_parameter',
        `${field} has ${String(url.length)} characters, and no address has more than ${String(addressCharactersMost)}: give a shorter one.`,
        { field },
      );
    }
    if (mediaForms.includes(form)) continue;
    const ways = mediaForms.map((each) => waysOut[each]).join(' or ');
    throw refuse(
      'invalid_parameter',
      `${field} is ${formNames[form]}, which ${model.name} does not take: give ${ways}.`,
      { field },
    );
  }
}

function formOf(url: string): MediaForm {
  if (/^data:/iu.test(url)) return 'data';
  return /^asset:/iu.test(url) ? 'asset' : 'url';
}

type Counted = Pick<MediaAsk, 'kind' | 'field'> & { role: MediaAsk['role'] };

/** Null kinds and roles are left open, so it serves before and after the files are known. */
export function checkCounts(
  media: readonly Counted[],
  mode: InputMode,
  model: Bounded,
  names: RoleNames = {},
): void {
  const { limits } = model;
  if (!limits.modes.includes(mode)) throw modeRefusal(media, mode, model);
  if (mode === 'frames') checkFrames(media, model, names);
  checkCount(media, 'audio', limits.references.audios, model);
  if (mode !== 'reference') return;
  checkCount(media, 'image', limits.references.images, model);
  checkCount(media, 'video', limits.references.videos, model);
  checkCount(media, null, limits.references.total, model);
  checkAudioAlone(media, model);
}

function modeRefusal(media: readonly Counted[], mode: InputMode, model: Bounded): ProblemError {
  const modes = model.limits.modes.join(', ');
  return refuse('invalid_parameter', `${model.name} has no ${mode} mode; it has ${modes}.`, {
    field: media[0]?.field,
  });
}

function checkFrames(media: readonly Counted[], model: Bounded, names: RoleNames): void {
  const { lastFrame, audioWithFrames } = model.limits;
  const first = media.find(({ role }) => role === 'first_frame');
  const last = media.find(({ role }) => role === 'last_frame');
  const audio = media.find(({ kind, role }) => kind === 'audio' || role === 'reference_audio');
  if (last && lastFrame === 'none') {
    throw refuse(
      'invalid_parameter',
      names.last_frame === undefined
        ? `${last.field} is a last_frame, which ${model.name} does not take: leave it out.`
        : `${last.field} is not taken by ${model.name}: leave it out.`,
      { field: last.field },
    );
  }
  if (first && !last && lastFrame === 'needed' && media.every(({ role }) => role !== null)) {
    const { last_frame: other, reference_image: list } = names;
    const [alone, add, as] =
      other === undefined || list === undefined
        ? ['is a first_frame alone', 'an image with the role last_frame', 'as a reference_image']
        : ['stands alone', other, `in ${list}`];
    throw refuse(
      'invalid_parameter',
      `${first.field} ${alone}, and ${model.name} takes frames only in pairs: add ${add}, or send this one ${as}.`,
      { field: first.field },
    );
  }
  const frame = first ?? last;
  if (audio && frame && !audioWithFrames) throw mixed(audio, frame, names);
}

/** Null counts media of every kind. */
function checkCount(
  media: readonly Counted[],
  kind: MediaKind | null,
  most: number,
  model: Bounded,
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

function checkAudioAlone(media: readonly Counted[], model: Bounded): void {
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
export const slackSeconds = 0.2;

const mebibyte = 1_048_576;

export function checkTotals(media: readonly Medium[], model: Bounded): void {
  const { clipSecondsTotal, videoBytesTotal } = model.limits.references;
  for (const kind of ['video', 'audio'] as const) {
    const clips = media.filter((medium) => medium.kind === kind);
    const seconds = soldSecondsOf(clips);
    if (seconds > clipSecondsTotal + slackSeconds) {
      throw tooMuch(clips, `${seconds.toFixed(1)} seconds`, String(clipSecondsTotal));
    }
    if (kind !== 'video' || videoBytesTotal === null) continue;
    const bytes = clips.reduce((sum, clip) => sum + clip.bytes, 0);
    if (bytes > videoBytesTotal) {
      throw tooMuch(clips, `${inMebibytes(bytes)} MB`, `${inMebibytes(videoBytesTotal)} MB`);
    }
  }
}

function inMebibytes(bytes: number): string {
  return String(Math.ceil((bytes / mebibyte) * 10) / 10);
}

/** Names the last one: without it, it may be little enough. */
function tooMuch(clips: readonly Medium[], much: string, most: string): ProblemError {
  const { field, kind } = clips.at(-1) ?? { field: 'media', kind: 'video' };
  return refuse(
    'media_invalid',
    `${field} makes ${much} of ${kind} in all; at most ${most} are taken: send less.`,
    { field },
  );
}
