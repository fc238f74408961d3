/**
 * The `content` list of the native Seedance API, which several platforms take over: a text and media,
 * each with an optional role. Source: hmtm's documentation, and Ark's for the frame roles.
 */
import { z } from 'zod';
import { kindOfRole } from '../generation/modes.ts';
import type { MediaAsk, MediaKind, MediaRole } from '../generation/request.ts';
import { unsayable } from './codec.ts';
import type { Unsayable } from './mechanism.ts';

export const address = z.object({ url: z.string().min(1) });
const imageRole = z.enum(['first_frame', 'last_frame', 'reference_image']);
const videoRole = z.enum(['reference_video']);
const audioRole = z.enum(['reference_audio']);

export const contentItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: address, role: imageRole.optional() }),
  z.object({ type: z.literal('video_url'), video_url: address, role: videoRole.optional() }),
  z.object({ type: z.literal('audio_url'), audio_url: address, role: audioRole.optional() }),
]);
export type ContentItem = z.infer<typeof contentItem>;

/** An item whose role says what it is, whatever its type: TokenHub prints one type for all media. */
export interface RoledItem {
  type: 'image_url';
  image_url: { url: string };
  role?: MediaRole;
}

/** Several texts are one prompt of several lines. */
export function decodeContent(content: readonly (ContentItem | RoledItem)[]): {
  prompt: string;
  media: MediaAsk[];
} {
  const texts = content.flatMap((item) => (item.type === 'text' ? [item.text] : []));
  const media = content.flatMap((item, index) => mediumOf(item, `content[${String(index)}]`));
  return { prompt: texts.join('\n'), media };
}

function mediumOf(item: ContentItem | RoledItem, place: string): MediaAsk[] {
  const asked = (kind: MediaKind, { url }: { url: string }, role: MediaRole | undefined) => [
    { url, kind, role: role ?? null, field: `${place}.${item.type}.url` },
  ];
  if (item.type === 'text') return [];
  if (item.type === 'image_url') {
    const kind = item.role ? kindOfRole[item.role] : 'image';
    return asked(kind, item.image_url, item.role);
  }
  if (item.type === 'video_url') return asked('video', item.video_url, item.role);
  return asked('audio', item.audio_url, item.role);
}

/** The text first, then the media in their order; the schema holds which role a kind may have. */
export function encodeContent(ask: {
  prompt: string;
  media: readonly MediaAsk[];
}): readonly object[] | Unsayable {
  const unknown = ask.media.find(({ kind }) => kind === null);
  if (unknown) return unsayable(`${unknown.field} must be known as an image, a video or an audio`);
  const speaks = ask.prompt !== '' || ask.media.length === 0;
  const text = speaks ? [{ type: 'text', text: ask.prompt }] : [];
  const media = ask.media.map(({ url, kind, role }) => {
    const type = `${String(kind)}_url`;
    return { type, [type]: { url }, ...(role === null ? {} : { role }) };
  });
  return [...text, ...media];
}
