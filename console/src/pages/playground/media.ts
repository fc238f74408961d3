import type { CreateTaskBody, Model } from '../../../../client/src/api-types.ts';

/** Media of a request: each an address and what it is for. */

type Medium = NonNullable<CreateTaskBody['media']>[number];
export type Role = NonNullable<Medium['role']>;
export type Kind = NonNullable<Medium['kind']>;
export type Mode = Model['limits']['modes'][number];

export interface Placed {
  role: Role;
  url: string;
}

export const kindOfRole: Readonly<Record<Role, Kind>> = {
  first_frame: 'image',
  last_frame: 'image',
  reference_image: 'image',
  reference_video: 'video',
  reference_audio: 'audio',
};
export const referenceOf = {
  image: 'reference_image',
  video: 'reference_video',
  audio: 'reference_audio',
} as const satisfies Record<Kind, Role>;

export const isFrame = (role: Role): boolean => role === 'first_frame' || role === 'last_frame';

const roles = Object.keys(kindOfRole);
const isRole = (word: string): word is Role => roles.includes(word);

/** As an address of the page has them: role, colon, address, with spaces between, which no address holds. */
export function placedOf(text: string): Placed[] {
  return text.split(' ').flatMap((one) => {
    const colon = one.indexOf(':');
    const role = one.slice(0, colon);
    const url = one.slice(colon + 1);
    return isRole(role) && url !== '' ? [{ role, url }] : [];
  });
}

export function textOfPlaced(media: readonly Placed[]): string {
  return media.map(({ role, url }) => `${role}:${url}`).join(' ');
}

/** Those that a mode sends; those of the other one wait for it. */
export function ofMode(media: readonly Placed[], mode: Mode): Placed[] {
  if (mode === 'text') return [];
  return media.filter(({ role }) => isFrame(role) === (mode === 'frames'));
}

/** With one more: a frame takes the place of the one before it, references follow each other, none twice. */
export function withMedium(media: readonly Placed[], added: Placed): Placed[] {
  const others = media.filter(
    ({ role, url }) => role !== added.role || (!isFrame(role) && url !== added.url),
  );
  return [...others, added];
}

/** What an address is of, as far as its end tells. */
export function kindOfUrl(url: string): Kind {
  const end = /\.(\w+)(?:[?#]|$)/.exec(url)?.[1]?.toLowerCase() ?? '';
  if (['mp4', 'mov'].includes(end)) return 'video';
  return ['mp3', 'wav'].includes(end) ? 'audio' : 'image';
}

/** `asset://<id>`: of the library, where its preview is read. Null: an address of elsewhere, or the frame of a film. */
export function assetIdOf(url: string): string | null {
  return /^asset:\/\/(ast_\w+)$/.exec(url)?.[1] ?? null;
}

/** The film whose last frame, or which itself, an address names. */
export function taskIdOf(url: string): string | null {
  const id = /^asset:\/\/([^.]+)(?:\.last)?$/.exec(url)?.[1] ?? null;
  return id === null || id.startsWith('ast_') ? null : id;
}

export type Lack =
  'nothing' | 'noFirstFrame' | 'noLastFrame' | 'soundAlone' | 'tooManyMedia' | null;

/** Why a request cannot be sent as it stands. */
export function lackOf(
  { limits }: Model,
  mode: Mode,
  media: readonly Placed[],
  prompt: string,
): Lack {
  const has = (role: Role): boolean => media.some((one) => one.role === role);
  if (mode === 'frames' && media.length > 0) {
    if (!has('first_frame')) return 'noFirstFrame';
    if (limits.lastFrame === 'needed' && !has('last_frame')) return 'noLastFrame';
  }
  if (mode === 'reference' && media.length > 0) {
    const isAlone = media.every(({ role }) => role === 'reference_audio');
    if (isAlone && !limits.references.audioAlone) return 'soundAlone';
    if (media.length > limits.references.total) return 'tooManyMedia';
    if (kinds.some((kind) => roomFor(limits, media, kind) < 0)) return 'tooManyMedia';
  }
  return media.length === 0 && prompt.trim() === '' ? 'nothing' : null;
}

export const kinds = ['image', 'video', 'audio'] as const;

/** How many more references of a kind a model takes. */
export function roomFor(limits: Model['limits'], media: readonly Placed[], kind: Kind): number {
  const { images, videos, audios, total } = limits.references;
  const most = { image: images, video: videos, audio: audios }[kind];
  const here = media.filter(({ role }) => role === referenceOf[kind]).length;
  return Math.min(most - here, total - media.length);
}
