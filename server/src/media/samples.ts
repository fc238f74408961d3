// Gives mediabunny the decoders of this machine under the names that browsers have.
import '@napi-rs/webcodecs/polyfill';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';

/** Decoding runs in native code: for a stranger's file only inside a child process. */
export function openMedia(path: string): Input {
  return new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
}

/** mediabunny's types name the options of an older draft, without `format`. */
const asRgba = { format: 'RGBA', layout: undefined } as const;

/** How brightness and colour are told apart in a stream. */
export type YuvMatrix = 'bt601' | 'bt709';

/** What the file says; where it says nothing, what players assume for its size. */
export async function matrixOf(track: InputVideoTrack): Promise<YuvMatrix> {
  const { matrix } = await track.getColorSpace();
  if (matrix === 'smpte170m' || matrix === 'bt470bg') return 'bt601';
  if (matrix === undefined || matrix === null)
    return (await track.getCodedHeight()) < 720 ? 'bt601' : 'bt709';
  return 'bt709';
}

/** Rows from the top, four bytes a pixel, without padding. */
export async function rgbaOf(sample: VideoSample, matrix: YuvMatrix): Promise<Uint8Array> {
  const rgba = new Uint8Array(sample.allocationSize(asRgba));
  await sample.copyTo(rgba, asRgba);
  if (matrix === 'bt709') correctTo709(rgba);
  return rgba;
}

/**
 * The native conversion reads every stream as BT.601. This goes back to brightness and colour
 * differences with the weights of ITU-R BT.601 and forward again with those of ITU-R BT.709.
 */
function correctTo709(rgba: Uint8Array): void {
  const pixels = new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  for (let at = 0; at < pixels.length; at += 4) {
    const red = pixels[at] ?? 0;
    const green = pixels[at + 1] ?? 0;
    const blue = pixels[at + 2] ?? 0;
    const bright = 0.299 * red + 0.587 * green + 0.114 * blue;
    const redness = (red - bright) / 1.402;
    const blueness = (blue - bright) / 1.772;
    pixels[at] = bright + 1.5748 * redness;
    pixels[at + 1] = bright - 0.468_12 * redness - 0.187_32 * blueness;
    pixels[at + 2] = bright + 1.8556 * blueness;
  }
}

/** Native decoders do not keep the process awake while their answer is awaited; this does. */
export async function awake<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 60_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
