import { stat } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import type { MediaKind } from '../generation/request.ts';
import { mediaKinds } from '../generation/request.ts';
import { serveParent } from './child.ts';
import { checkDisguise } from './disguise.ts';
import { formatNames, mediaLimits } from './limits.ts';
import type { Measured } from './limits.ts';
import type { Shape } from './measure-picture.ts';
import type { MeasuredOne, Measurement } from './probe.ts';
import { Unfit } from './unfit.ts';

/** The child of probe.ts: magic bytes first, then the one reader that fits them. */
serveParent(async (input, tell) => {
  if (!Array.isArray(input)) throw new TypeError('a list of paths is expected');
  for (const [index, path] of input.map(String).entries()) {
    tell({ index, measurement: await measurement(path) } satisfies MeasuredOne);
  }
  return null;
});

async function measurement(path: string): Promise<Measurement> {
  try {
    return await measure(path);
  } catch (error) {
    if (error instanceof Unfit) return { refusal: error.sentence };
    throw error;
  }
}

async function measure(path: string): Promise<Measured> {
  const type = await fileTypeFromFile(path);
  const kind = mediaKinds.find((one) => isOf(one, type?.mime));
  // The audio layers 1 and 2 share the content type of MP3.
  if (type === undefined || kind === undefined || type.ext === 'mp2') throw unknownFormat();
  await checkDisguise(path);
  const { size: bytes } = await stat(path);
  const common = { kind, contentType: type.mime, bytes };
  return { ...common, ...(await shapeOf(path, kind, type.mime)) };
}

/** Loads the reader only now: either takes a tenth of a second, and one is often enough. */
async function shapeOf(path: string, kind: MediaKind, contentType: string): Promise<Shape> {
  if (kind === 'image') {
    const { measurePicture } = await import('./measure-picture.ts');
    return measurePicture(path, contentType);
  }
  const { measureClip } = await import('./measure-clip.ts');
  return measureClip(path, kind);
}

function isOf(kind: MediaKind, contentType: string | undefined): boolean {
  return contentType !== undefined && contentType in mediaLimits[kind].formats;
}

function unknownFormat(): Unfit {
  const known = mediaKinds.map((kind) => `${kind} (${formatNames(mediaLimits[kind])})`);
  return new Unfit(`is in no known format: it must be ${known.join(', ')}`);
}
