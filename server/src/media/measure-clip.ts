import { open, readFile, stat } from 'node:fs/promises';
import {
  BufferSource,
  EncodedPacketSink,
  FilePathSource,
  Input,
  MP3,
  MP4,
  QTFF,
  WAVE,
} from 'mediabunny';
import type { InputAudioTrack, InputTrack, InputVideoTrack } from 'mediabunny';
import { greatest, least } from '../generation/extremes.ts';
import { avcFrameSize, hevcFrameSize } from './frame-size.ts';
import type { Shape } from './measure-picture.ts';
import { readTrackLengths } from './track-lengths.ts';
import type { TrackLength } from './track-lengths.ts';
import { Unfit } from './unfit.ts';

/**
 * Length, size and frame rate of video and audio files, from their headers and sample tables:
 * nothing is decoded. What a header sums up (total length, frame counts) is not believed; the
 * samples are counted. Throws Unfit. Runs in a child process only.
 */
export async function measureClip(path: string, kind: 'video' | 'audio'): Promise<Shape> {
  const { size } = await stat(path);
  using input = new Input({
    // Small files are read at once: going through their samples is then ten times as fast.
    source: size > atOnceBytes ? new FilePathSource(path) : new BufferSource(await readFile(path)),
    formats: kind === 'video' ? [MP4, QTFF] : [WAVE, MP3],
  });
  try {
    const shape = await (kind === 'video' ? measureVideo(input, path) : measureAudio(input, path));
    if (Object.values(shape).every(Number.isFinite)) return shape;
    throw new Unfit('has a header that makes no sense');
  } catch (error) {
    if (error instanceof Unfit) throw error;
    throw new Unfit('is damaged or cut off: its contents cannot be read');
  }
}

/** Far more than a clip of the longest allowed length has. */
const samplesMax = 5_000;
const atOnceBytes = 33_554_432;

async function measureVideo(input: Input, path: string): Promise<Shape> {
  // First, since it is bounded: the reader of everything else is not.
  const lengths = await readTrackLengths(path);
  const video = await input.getPrimaryVideoTrack();
  if (video === null) throw new Unfit('has no picture track');
  const audio = await input.getPrimaryAudioTrack();
  await checkCodecs(video, audio);
  await checkFrameSize(video);
  await countSamples(video);
  await checkEnds(video);
  if (audio !== null && (await audio.computeDuration()) > 0) await checkEnds(audio);
  return {
    width: await video.getDisplayWidth(),
    height: await video.getDisplayHeight(),
    seconds: secondsOf(lengths),
    framesPerSecond: framesPerSecondOf(lengths, video.id),
  };
}

/** Encoders of sound put up to so much before the first, and edit lists take it off again. */
const primingSeconds = 0.15;

/**
 * Of the longest track, since sound that goes on after the picture counts: all of its samples, as a
 * platform decodes them, or what it shows where that is more.
 */
function secondsOf(lengths: readonly TrackLength[]): number {
  const longest = lengths.map(({ kind, sampleSeconds, shownSeconds }) =>
    Math.max(shownSeconds, sampleSeconds - (kind === 'audio' ? primingSeconds : 0)),
  );
  return greatest([...longest, fragmentedSeconds(lengths)]);
}

/** From the first moment to the last, which are those of a whole stream where the clip was cut out of one. */
function fragmentedSeconds(lengths: readonly TrackLength[]): number {
  const spans = lengths.flatMap(({ fragments }) => fragments ?? []);
  if (spans.length === 0) return 0;
  const start = least(spans.map(({ startSeconds }) => startSeconds));
  return greatest(spans.map(({ endSeconds }) => endSeconds)) - start;
}

function framesPerSecondOf(lengths: readonly TrackLength[], id: number): number {
  const video = lengths.find((one) => one.kind === 'video' && one.id === id);
  return video === undefined ? 0 : video.samples / video.sampleSeconds;
}

async function measureAudio(input: Input, path: string): Promise<Shape> {
  const audio = await input.getPrimaryAudioTrack();
  if (audio === null) throw new Unfit('has no sound track');
  if ((await audio.getCodec()) === 'mp3') await checkMostlySound(audio, path);
  const seconds = await audio.computeDuration();
  return { width: 0, height: 0, seconds, framesPerSecond: 0 };
}

async function checkCodecs(video: InputVideoTrack, audio: InputAudioTrack | null): Promise<void> {
  const picture = await video.getCodec();
  if (picture !== 'avc' && picture !== 'hevc') {
    throw new Unfit('is not encoded as H.264 or H.265; convert it to one of them');
  }
  const sound = (await audio?.getCodec()) ?? 'aac';
  if (sound !== 'aac' && sound !== 'mp3' && !sound.startsWith('pcm-')) {
    throw new Unfit('has sound that is not AAC, MP3 or PCM; convert it to one of them');
  }
}

/** Some cameras round the size in the container up to whole blocks. */
const blockPixels = 16;

async function checkFrameSize(video: InputVideoTrack): Promise<void> {
  const config = await video.getDecoderConfig();
  if (config?.description === undefined) throw new Unfit('does not say how it is encoded');
  const record = bytesOf(config.description);
  const size = (await video.getCodec()) === 'avc' ? avcFrameSize(record) : hevcFrameSize(record);
  // Streams may carry their parameter sets in the samples instead.
  if (size === null) return;
  const across = Math.abs(size.width - (await video.getCodedWidth()));
  const down = Math.abs(size.height - (await video.getCodedHeight()));
  if (across >= blockPixels || down >= blockPixels) {
    throw new Unfit('states one frame size in its header and another in its stream');
  }
}

async function countSamples(track: InputTrack): Promise<{ count: number; bytes: number }> {
  const packets = new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  });
  let count = 0;
  let bytes = 0;
  for await (const packet of packets) {
    count += 1;
    bytes += packet.byteLength;
    if (count > samplesMax) throw new Unfit('is much too long');
  }
  return { count, bytes };
}

/** The end of a file that was cut off is missing, however sound its header is. */
async function checkEnds(track: InputTrack): Promise<void> {
  const sink = new EncodedPacketSink(track);
  for (const packet of [
    await sink.getFirstPacket(),
    await sink.getPacket(Number.POSITIVE_INFINITY),
  ]) {
    if (packet === null || packet.data.length === 0) {
      throw new Unfit('is cut off: it ends before its contents do');
    }
  }
}

/** A reader of MP3 skips what is no sound, so nearly anything can be hidden between few frames. */
async function checkMostlySound(audio: InputAudioTrack, path: string): Promise<void> {
  const { bytes } = await countSamples(audio);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(10), 0, 10, 0);
    if (bytes < (size - tagBytes(buffer)) / 2) throw new Unfit('is mostly not sound');
  } finally {
    await file.close();
  }
}

/** Length of an ID3v2 tag, which may hold a large cover picture: four bytes of seven bits each. */
function tagBytes(head: Buffer): number {
  if (head.toString('latin1', 0, 3) !== 'ID3') return 0;
  return [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (head.readUInt8(at) & 127), 10);
}

function bytesOf(source: ArrayBufferLike | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
