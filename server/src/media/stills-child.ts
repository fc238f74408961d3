import { writeFile } from 'node:fs/promises';
import { VideoSampleSink, type InputVideoTrack, type VideoSample } from 'mediabunny';
import sharp, { type Sharp } from 'sharp';
import { serveParent } from './child.ts';
import { measureClip } from './measure-clip.ts';
import { awake, matrixOf, openMedia, rgbaOf, type YuvMatrix } from './samples.ts';
import { stripFrameOf, stripFrames, stripOf, thumbOf } from './small-pictures.ts';
import type { StillsJob, VideoShape } from './stills.ts';
import { Unfit } from './unfit.ts';

/** The child of stills.ts: measures a video, and decodes some frames of it into JPEG files. */
serveParent((input, tell) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parent is `takeStills`, which sends just this
  const { video, first, last, thumb, strip } = input as StillsJob;
  return awake(async () => {
    using media = openMedia(video);
    const track = await media.getPrimaryVideoTrack();
    if (track === null) throw new Error('the video has no picture');
    const measured = await measure(video, track);
    tell(measured);
    const matrix = await matrixOf(track);
    const sink = new VideoSampleSink(track);
    const pictureAt = async (atSeconds: number): Promise<Sharp> => {
      using sample = await sink.getSample(atSeconds);
      // Awaited here: the sample lasts no longer than this function.
      return await pictureOf(sample, matrix);
    };
    const write = async (path: string, jpeg: Buffer): Promise<void> => {
      // By ourselves: so a full disk says that it is full.
      await writeFile(path, jpeg, { mode: 0o600 });
    };
    if (first !== null || thumb) {
      const picture = await pictureAt(await track.getFirstTimestamp());
      if (first !== null) await write(first, await whole(picture));
      if (thumb) await write(thumb, await thumbOf(picture));
    }
    if (last !== null)
      await write(last, await whole(await pictureAt(await track.computeDuration())));
    if (strip) await write(strip, await stripFrom(track, sink, matrix));
    return measured;
  });
});

async function pictureOf(sample: VideoSample | null, matrix: YuvMatrix): Promise<Sharp> {
  if (sample === null) throw new Error('the video has no frame at that time');
  const raw = { width: sample.codedWidth, height: sample.codedHeight, channels: 4 as const };
  return sharp(await rgbaOf(sample, matrix), { raw }).removeAlpha();
}

const whole = (picture: Sharp): Promise<Buffer> => picture.clone().jpeg({ quality: 90 }).toBuffer();

/** From the middles of as many parts of equal length: one frame at a time is in memory. */
async function stripFrom(
  track: InputVideoTrack,
  sink: VideoSampleSink,
  matrix: YuvMatrix,
): Promise<Buffer> {
  const [from, to] = [await track.getFirstTimestamp(), await track.computeDuration()];
  const times = Array.from(
    { length: stripFrames },
    (_, index) => from + ((index + 0.5) / stripFrames) * (to - from),
  );
  const frames = [];
  for await (const taken of sink.samplesAtTimestamps(times)) {
    using sample = taken;
    frames.push(await stripFrameOf(await pictureOf(sample, matrix)));
  }
  return stripOf(frames);
}

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
