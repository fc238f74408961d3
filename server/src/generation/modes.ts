/**
 * The three modes exclude each other, and roles decide which one a request is in. Source: the content
 * rules of the Ark and ModelArk references.
 */
import { refuse } from './problems.ts';
import type { ProblemError } from './problems.ts';
import type {
  FieldNames,
  GenerationAsk,
  MediaAsk,
  MediaKind,
  MediaRole,
  InputMode,
  RoleNames,
} from './request.ts';

export const kindOfRole: Readonly<Record<MediaRole, MediaKind>> = {
  first_frame: 'image',
  last_frame: 'image',
  reference_image: 'image',
  reference_video: 'video',
  reference_audio: 'audio',
};

export const referenceRoleOf = {
  image: 'reference_image',
  video: 'reference_video',
  audio: 'reference_audio',
} as const satisfies Record<MediaKind, MediaRole>;

export function isFrame(role: MediaRole): role is 'first_frame' | 'last_frame' {
  return role === 'first_frame' || role === 'last_frame';
}

export function modeOf(media: readonly { role: MediaRole }[]): InputMode {
  if (media.length === 0) return 'text';
  return media.some(({ role }) => isFrame(role)) ? 'frames' : 'reference';
}

type Placed = Pick<MediaAsk, 'kind' | 'role' | 'field'>;

/**
 * Checks what is known of the roles: kind and role agree, frames and references are not mixed, at most
 * one first and one last frame. Null kinds and roles are left open, so it serves before and after
 * `assignRoles`. Throws ProblemError in the client's own words for roles.
 */
export function checkRoles(media: readonly Placed[], names: RoleNames = {}): void {
  for (const medium of media) checkKind(medium, names);
  checkNotMixed(media, names);
  checkOnce(media, 'first_frame');
  checkOnce(media, 'last_frame');
  checkLastHasFirst(media, names);
}

function checkKind({ kind, role, field }: Placed, names: RoleNames): void {
  if (kind === null || role === null || kindOfRole[role] === kind) return;
  const own = names[referenceRoleOf[kind]];
  if (own !== undefined) {
    throw refuse(
      'invalid_parameter',
      `${field} is ${aKind(kind)}, where ${aKind(kindOfRole[role])} is expected: send it in ${own}.`,
      { field },
    );
  }
  throw refuse(
    'invalid_parameter',
    `${field} is ${aKind(kind)} with the role ${role}, which takes ${aKind(kindOfRole[role])}: give it the role ${referenceRoleOf[kind]}.`,
    { field },
  );
}

/** Audio beside frames is left to the model: some platforms take it, though no engine is known to. */
function checkNotMixed(media: readonly Placed[], names: RoleNames): void {
  const frame = media.find(({ role }) => role !== null && isFrame(role));
  const reference = media.find(({ kind, role }) =>
    role === null ? kind === 'video' : role === 'reference_image' || role === 'reference_video',
  );
  if (frame && reference) throw mixed(reference, frame, names);
}

/** A reference that may not stand beside a frame. */
export function mixed(reference: Placed, frame: Placed, names: RoleNames): ProblemError {
  const own = names.reference_image;
  const frameWord = own === undefined ? `a ${String(frame.role)}` : 'a frame';
  const wayOut =
    own === undefined ? 'make every image a reference_image' : `send every image in ${own}`;
  return refuse(
    'invalid_parameter',
    `${reference.field} is a reference and ${frame.field} is ${frameWord}: one request takes either frames or references. Leave one of them out, or ${wayOut}.`,
    { field: reference.field },
  );
}

function checkOnce(media: readonly Placed[], role: 'first_frame' | 'last_frame'): void {
  const second = media.filter((medium) => medium.role === role)[1];
  if (!second) return;
  throw refuse(
    'invalid_parameter',
    `${second.field} is a second ${role}: give at most one, or make every image a reference_image.`,
    { field: second.field },
  );
}

function checkLastHasFirst(media: readonly Placed[], names: RoleNames): void {
  const last = media.find(({ role }) => role === 'last_frame');
  if (!last) return;
  if (media.some(({ role }) => role === 'first_frame' || role === null)) return;
  throw refuse(
    'invalid_parameter',
    names.first_frame === undefined
      ? `${last.field} is a last_frame without a first_frame: add an image with the role first_frame.`
      : `${last.field} stands without ${names.first_frame}: add ${names.first_frame}.`,
    { field: last.field },
  );
}

/**
 * What is made of a given video needs one and keeps its shape, and an edit its length. Where kinds are open yet, one
 * of the media may be it. Throws ProblemError.
 */
export function checkReferenceTask(
  { referenceTask: task, media, seconds, ratio }: NamedFields,
  fields: FieldNames,
): void {
  if (task === undefined) return;
  const field = fields.referenceTask ?? 'omni_reference_task_type';
  if (media.every(({ kind }) => kind !== null && kind !== 'video')) {
    throw refuse(
      'invalid_parameter',
      `${field} is ${task}, and there is no video to ${task}: add one with the role reference_video.`,
      { field },
    );
  }
  if (task === 'edit' && seconds !== 'auto') {
    const length = fields.seconds ?? 'seconds';
    throw refuse(
      'invalid_parameter',
      `${length} is ${String(seconds)}, but ${field} is edit, which keeps the length of its video: leave ${length} out.`,
      { field: length },
    );
  }
  if (ratio !== 'adaptive') {
    const shape = fields.ratio ?? 'ratio';
    throw refuse(
      'invalid_parameter',
      `${shape} is ${String(ratio)}, but ${field} is ${task}, which keeps the shape of its video: leave ${shape} out, or make it adaptive.`,
      { field: shape },
    );
  }
}

type NamedFields = Pick<GenerationAsk, 'referenceTask' | 'seconds' | 'ratio'> & {
  media: readonly Pick<MediaAsk, 'kind'>[];
};

/** The given video that an edit or an extension is made of. */
export function videoToChange<One extends { kind: MediaKind | null }>(
  media: readonly One[],
): One | undefined {
  return media.find(({ kind }) => kind === 'video');
}

export function aKind(kind: MediaKind): string {
  return kind === 'video' ? 'a video' : kind === 'image' ? 'an image' : 'an audio file';
}
