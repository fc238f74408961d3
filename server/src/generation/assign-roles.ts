/** Which role a medium plays where a client did not say, once the files have told what they are. */
import { aKind, checkRoles, isFrame, referenceRoleOf } from './modes.ts';
import { refuse } from './problems.ts';
import type { MediaAsk, MediaKind, MediaRole, RoleNames } from './request.ts';

/**
 * How a platform reads media without a role; each dialect names its rule.
 *
 * `native` (those who take Ark's `content`): a single image is the first frame; several images,
 * and images beside a video, an audio or a reference, are references.
 *
 * `said` (Ark itself, and New-API, whose channels hand on to it): a role may be left out of an image that stands
 * alone, which is the first frame, and of no other one.
 *
 * `by_position` (seedance2.ink, which has no roles at all): one image is the first frame, two are first
 * and last; three or more, and any mix with video or audio, are references.
 */
export type RoleRule = 'native' | 'said' | 'by_position';

/** A medium as it was sent, and what its file turned out to be. */
export interface Seen {
  ask: MediaAsk;
  kind: MediaKind;
}

/**
 * The roles of all media, in their order. Throws ProblemError where a file is not what it was sent as,
 * or where the roles exclude each other.
 */
export function assignRoles(
  media: readonly Seen[],
  rule: RoleRule,
  names?: RoleNames,
): MediaRole[] {
  for (const { ask, kind } of media) checkIsWhatWasSent(ask, kind);
  const kinds = media.map(({ kind }) => kind);
  if (rule === 'said') checkSaid(media);
  const unsaid = rule === 'by_position' ? rolesByPosition(kinds) : nativeRoles(media);
  const settled = media.map(({ ask, kind }, index) => ({
    field: ask.field,
    kind,
    role: ask.role ?? unsaid[index] ?? referenceRoleOf[kind],
  }));
  checkRoles(settled, names);
  return settled.map(({ role }) => role);
}

function checkIsWhatWasSent(ask: MediaAsk, kind: MediaKind): void {
  if (ask.kind === null || ask.kind === kind) return;
  throw refuse(
    'media_invalid',
    `${ask.field} was sent as ${aKind(ask.kind)}, but the file is ${aKind(kind)}: send it as what it is, or give another URL.`,
    { field: ask.field },
  );
}

/** What an image without a role would be beside another one is anybody's guess. */
function checkSaid(media: readonly Seen[]): void {
  const unsaid = media.find(({ ask, kind }) => kind === 'image' && ask.role === null);
  const other = media.find((one) => one !== unsaid && one.kind !== 'audio');
  if (!unsaid || !other) return;
  throw refuse(
    'invalid_parameter',
    `${unsaid.ask.field} has no role, and ${other.ask.field} stands beside it: give every image the role first_frame, last_frame or reference_image.`,
    { field: unsaid.ask.field },
  );
}

function nativeRoles(media: readonly Seen[]): MediaRole[] {
  const unsaidImages = media.filter(({ ask, kind }) => kind === 'image' && ask.role === null);
  const hasReference = media.some(({ ask, kind }) =>
    ask.role === null ? kind !== 'image' : !isFrame(ask.role),
  );
  const single = unsaidImages.length === 1 && !hasReference;
  return media.map(({ kind }) =>
    kind === 'image' && single ? 'first_frame' : referenceRoleOf[kind],
  );
}

/** What each medium is by its place alone. */
export function rolesByPosition(kinds: readonly MediaKind[]): MediaRole[] {
  const frames: MediaRole[] = ['first_frame', 'last_frame'];
  const onlyImages = kinds.every((kind) => kind === 'image');
  return onlyImages && kinds.length <= 2
    ? frames.slice(0, kinds.length)
    : kinds.map((kind) => referenceRoleOf[kind]);
}
