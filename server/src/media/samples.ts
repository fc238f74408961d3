// Gives mediabunny the decoders of this machine under the names that browsers have.
import '@napi-rs/webcodecs/polyfill';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import type { VideoSample } from 'mediabunny';

/** Decoding runs in native code: for a stranger's file only inside a child process. */
export function openMedia(path: string): Input {
  return new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
}

/** mediabunny's types name the options of an older draft, without `format`. */
const asRgba = { format: 'RGBA', layout: undefined } as const;

/** Rows from the top, four bytes a pixel, without padding. */
export async function rgbaOf(sample: VideoSample): Promise<Uint8Array> {
  const rgba = new Uint8Array(sample.allocationSize(asRgba));
  await sample.copyTo(rgba, asRgba);
  return rgba;
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
