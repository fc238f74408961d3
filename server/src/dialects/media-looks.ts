/** Media in values that no schema describes, by their looks. */
import { Upload } from '../generation/upload.ts';

interface Leaves {
  /** What may name a medium. */
  media: readonly (string | Upload)[];
  texts: readonly string[];
}

/** Nobody names a medium deeper, and nobody reads it there. */
const depthMost = 4;
const saysWhatItIs: ReadonlySet<string> = new Set(['type', 'role']);

/** The texts and files in a value; null where something else is in it, or it is too deep to be read. */
export function leavesOf(value: unknown): Leaves | null {
  const media: (string | Upload)[] = [];
  const texts: string[] = [];
  const isRead = collect(value, '', 0, { media, texts });
  return isRead ? { media, texts } : null;
}

interface Found {
  media: (string | Upload)[];
  texts: string[];
}

function collect(value: unknown, key: string, depth: number, found: Found): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (value instanceof Upload) return found.media.push(value) > 0;
  if (typeof value === 'string') {
    if (saysWhatItIs.has(key)) return true;
    return (key === 'text' ? found.texts : found.media).push(value) > 0;
  }
  if (typeof value !== 'object' || depth === depthMost) return false;
  return Object.entries(value).every(([inner, member]) =>
    collect(member, Array.isArray(value) ? key : inner, depth + 1, found),
  );
}

/** A file, an asset, media inline, or an address whose path ends as a file of a medium does. */
export function looksLikeMedia(value: unknown, depth = 0): boolean {
  if (value instanceof Upload) return true;
  if (typeof value === 'string') return isAddress(value);
  if (typeof value !== 'object' || value === null || depth === depthMost) return false;
  const members: unknown[] = Object.values(value);
  return members.some((member) => looksLikeMedia(member, depth + 1));
}

const inline = /^data:(?:image|video|audio)\//iu;
const file =
  /^https?:\/\/[^/?#]+\/[^?#]*\.(?:avif|bmp|gif|heic|heif|jpe?g|png|tiff?|webp|avi|flv|m4v|mkv|mov|mp4|webm|aac|flac|m4a|mp3|ogg|wav)(?:[?#]|$)/iu;
/** Addresses are no longer. */
const addressCharactersMost = 16_384;

function isAddress(text: string): boolean {
  if (inline.test(text) || text.startsWith('asset://')) return true;
  return text.length <= addressCharactersMost && file.test(text);
}
