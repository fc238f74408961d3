import { rulesOf, type Measured } from './media-rules.ts';
import { kinds, type Kind } from './media.ts';

/** What a file says of itself in its first bytes: names and types of files are often wrong. */
const signs: readonly (readonly [type: string, at: number, sign: string])[] = [
  ['image/jpeg', 0, '\u00ff\u00d8\u00ff'],
  ['image/png', 0, '\u0089PNG'],
  ['image/gif', 0, 'GIF8'],
  ['image/bmp', 0, 'BM'],
  ['image/tiff', 0, 'II*\0'],
  ['image/tiff', 0, 'MM\0*'],
  ['image/webp', 8, 'WEBP'],
  ['audio/wav', 8, 'WAVE'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/mpeg', 0, '\u00ff\u00fb'],
  ['image/heic', 4, 'ftyphei'],
  ['image/heif', 4, 'ftypmif1'],
  ['video/quicktime', 4, 'ftypqt'],
  ['video/mp4', 4, 'ftyp'],
];

async function typeOf(file: Blob): Promise<string> {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const text = String.fromCharCode(...head);
  return signs.find(([, at, sign]) => text.startsWith(sign, at))?.[0] ?? file.type;
}

function kindOfType(type: string): Kind {
  return kinds.find((kind) => rulesOf[kind].types.includes(type)) ?? 'image';
}

/** `address` is one of this page for the file. */
export async function measureFile(file: File, address: string): Promise<Measured> {
  const contentType = await typeOf(file);
  const kind = kindOfType(contentType);
  const none = { width: null, height: null, seconds: null };
  const facts = { kind, contentType, bytes: file.size };
  try {
    if (kind === 'image') return { ...facts, ...none, ...(await pictureSize(file)) };
    return { ...facts, ...none, ...(await clipFacts(kind, address)) };
  } catch {
    // What this browser cannot show, the server may be able to.
    return { ...facts, ...none };
  }
}

async function pictureSize(file: File): Promise<Pick<Measured, 'width' | 'height'>> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

function clipFacts(kind: 'video' | 'audio', address: string): Promise<Partial<Measured>> {
  return new Promise((resolve, reject) => {
    const clip = document.createElement(kind);
    clip.preload = 'metadata';
    clip.addEventListener('loadedmetadata', () => {
      const seconds = Number.isFinite(clip.duration) ? clip.duration : null;
      const size =
        clip instanceof HTMLVideoElement && clip.videoWidth > 0
          ? { width: clip.videoWidth, height: clip.videoHeight }
          : {};
      resolve({ seconds, ...size });
    });
    clip.addEventListener('error', () => reject(new Error('it cannot be played')));
    clip.src = address;
  });
}
