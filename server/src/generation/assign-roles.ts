/** Which role a medium plays where a client did not say, once the files have told what they are. */
import { aKind, checkRoles, isFrame, referenceRoleOf } from './modes.ts';
import { refuse } from './problems.ts';
import type { MediaAsk, MediaKind, MediaRole, RoleNames } from './request.ts';

/**
 * How a platform reads media without a role; each dialect names its rule.
 *
 * `native` (Ark, and all who take its `content`): a single image is the first frame; several images,
 * and images beside a video, an audio or a reference, are references.
 *
 * `by_position` (seedance2.ink, which has no roles at all): one image is the first frame, two are first
 * and last; three or more, and any mix with video or audio, are references.
 */
export type RoleRule = 'native' | 'by_position';

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
  const unsaid = rule === 'native' ? nativeRoles(media) : rolesByPosition(kinds);
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
