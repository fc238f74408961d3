import { extname } from 'node:path/posix';

/** How the files that we keep end in URLs. Pure. */

const contentTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
  '.tiff': 'image/tiff',
  '.heic': 'image/heic',
  '.heif': 'image/heif',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
};

/** All that are kept. */
export const mediaTypes: readonly string[] = [...new Set(Object.values(contentTypes))];

const unknownType = 'application/octet-stream';

export function contentTypeOf(fileName: string): string {
  return contentTypes[extname(fileName)] ?? unknownType;
}

/** With its dot. */
export function extensionOf(contentType: string): string {
  const found = Object.entries(contentTypes).find(([, type]) => type === contentType);
  return found?.[0] ?? '.bin';
}
