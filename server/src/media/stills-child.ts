import { writeFile } from 'node:fs/promises';
import { VideoSampleSink, type InputVideoTrack } from 'mediabunny';
import sharp from 'sharp';
import { serveParent } from './child.ts';
import { measureClip } from './measure-clip.ts';
import { awake, matrixOf, openMedia, rgbaOf } from './samples.ts';
import type { StillsJob, VideoShape } from './stills.ts';
import { Unfit } from './unfit.ts';

/** The child of stills.ts: measures a video, and decodes two frames of it into JPEG files. */
serveParent((input, tell) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parent is `takeStills`, which sends just this
  const { video, first, last } = input as StillsJob;
  return awake(async () => {
    using media = openMedia(video);
    const track = await media.getPrimaryVideoTrack();
    if (track === null) throw new Error('the video has no picture');
    const measured = await measure(video, track);
    tell(measured);
    const matrix = await matrixOf(track);
    const sink = new VideoSampleSink(track);
    const write = async (path: string, atSeconds: number): Promise<void> => {
      using sample = await sink.getSample(atSeconds);
      if (sample === null) throw new Error('the video has no frame at that time');
      const raw = { width: sample.codedWidth, height: sample.codedHeight, channels: 4 as const };
      const rgba = await rgbaOf(sample, matrix);
      const jpeg = await sharp(rgba, { raw }).removeAlpha().jpeg({ quality: 90 }).toBuffer();
      // By ourselves: so a full disk says that it is full.
      await writeFile(path, jpeg, { mode: 0o600 });
    };
    await write(first, await track.getFirstTimestamp());
    if (last !== null) await write(last, await track.computeDuration());
    return measured;
  });
});

async function measure(video: string, track: InputVideoTrack): Promise<VideoShape | null> {
  try {
    const shape = await measureClip(video, 'video');
    const { packetCount: frames } = await track.computePacketStats();
    return { ...shape, frames };
  } catch (error) {
    if (error instanceof Unfit) return null;
    throw error;
  }
}
