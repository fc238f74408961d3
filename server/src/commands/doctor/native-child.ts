/** The child of native-parts.ts: tries one part after the other and tells of each. */
import { join } from 'node:path';
import { serveParent } from '../../media/child.ts';
import { nativeParts, type NativePart, type ToldOfPart } from './told-parts.ts';

const side = 64;
const frames = 12;
const framesPerSecond = 24;

/** Each loads its module only now, so that one that is missing does not hide the others. */
const tries: Readonly<Record<NativePart, (folder: string) => Promise<void>>> = {
  async canvas() {
    const { createCanvas } = await import('@napi-rs/canvas');
    const canvas = createCanvas(side, side);
    canvas.getContext('2d').fillRect(0, 0, side, side);
    expect((await canvas.encode('png')).length > 0, 'the picture is empty');
  },
  async sharp() {
    const { default: sharp } = await import('sharp');
    const blank = { width: side, height: side, channels: 3, background: 'red' } as const;
    const png = await sharp({ create: blank }).png().toBuffer();
    expect((await sharp(png).metadata()).width === side, 'a picture came back with another size');
  },
  async webcodecs(folder) {
    const { createCanvas } = await import('@napi-rs/canvas');
    const { openFilm } = await import('../../studio/encode.ts');
    const { silence } = await import('../../studio/sound/track.ts');
    const format = { width: side, height: side, frames, framesPerSecond };
    const sound = silence(frames / framesPerSecond);
    const film = await openFilm(filmIn(folder), format, sound, '{}');
    for (let frame = 0; frame < frames; frame += 1) await film.add(createCanvas(side, side));
    await film.finish();
  },
  async mediabunny(folder) {
    const { FilePathSource, Input, MP4 } = await import('mediabunny');
    using input = new Input({ source: new FilePathSource(filmIn(folder)), formats: [MP4] });
    const codecs = [
      await (await input.getPrimaryVideoTrack())?.getCodec(),
      await (await input.getPrimaryAudioTrack())?.getCodec(),
    ].join(' and ');
    expect(codecs === 'avc and aac', `a film came back with ${codecs}`);
  },
};

function filmIn(folder: string): string {
  return join(folder, 'film.mp4');
}

function expect(holds: boolean, trouble: string): void {
  if (!holds) throw new Error(trouble);
}

serveParent(async (input, tell) => {
  for (const part of nativeParts) {
    const trouble = await tries[part](String(input)).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    tell({ part, trouble } satisfies ToldOfPart);
  }
  return null;
});
