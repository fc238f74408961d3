import { open } from 'node:fs/promises';
import { EncodedPacketSink, VideoSampleSink } from 'mediabunny';
import type { InputVideoTrack, MetadataTags } from 'mediabunny';
import { awake, matrixOf, openMedia, rgbaOf } from '../samples.ts';

/** What a video file really holds. In this process: for our own files, never for a stranger's. */
export interface VideoFacts {
  width: number;
  height: number;
  /** Counted, not computed. */
  frames: number;
  /** Of the longest track. */
  durationSeconds: number;
  /** Such as `avc1.640028`; null when the file has no picture. */
  videoCodec: string | null;
  /** Such as `mp4a.40.2`; null when the file has no sound. */
  audioCodec: string | null;
  /** Of the sound; null without. */
  audioSeconds: number | null;
  /** MP4 only: the index stands before the media, so that playing can start at once. */
  fastStart: boolean;
  tags: MetadataTags;
}

export interface DecodedFrame {
  width: number;
  height: number;
  /** Rows from the top, four bytes a pixel. */
  rgba: Uint8Array;
}

/** Throws when the file is no readable video container. */
export async function inspectVideo(path: string): Promise<VideoFacts> {
  using input = openMedia(path);
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  return {
    width: (await video?.getDisplayWidth()) ?? 0,
    height: (await video?.getDisplayHeight()) ?? 0,
    frames: video === null ? 0 : await countFrames(video),
    durationSeconds: await input.computeDuration(),
    videoCodec: (await video?.getCodecParameterString()) ?? null,
    audioCodec: (await audio?.getCodecParameterString()) ?? null,
    audioSeconds: (await audio?.computeDuration()) ?? null,
    fastStart: await startsWithIndex(path),
    tags: await input.getMetadataTags(),
  };
}

/** The frame with this number, counted from 0 in the order of showing. Throws when there is none. */
export function decodeFrame(path: string, index: number): Promise<DecodedFrame> {
  return awake(async () => {
    using input = openMedia(path);
    const video = await input.getPrimaryVideoTrack();
    if (video === null) throw new Error(`${path} has no picture`);
    const matrix = await matrixOf(video);
    let at = 0;
    for await (const sample of new VideoSampleSink(video).samples()) {
      using frame = sample;
      if (at === index) {
        return {
          width: frame.codedWidth,
          height: frame.codedHeight,
          rgba: await rgbaOf(frame, matrix),
        };
      }
      at += 1;
    }
    throw new Error(`${path} has ${String(at)} frames, none with number ${String(index)}`);
  });
}

async function countFrames(track: InputVideoTrack): Promise<number> {
  let frames = 0;
  const packets = new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  });
  for await (const packet of packets) {
    if (packet.byteLength > 0) frames += 1;
  }
  return frames;
}

/** Walks the top-level boxes (ISO/IEC 14496-12, 4.2): size, type, and a 64-bit size when size is 1. */
async function startsWithIndex(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(16);
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(header, 0, 16, at);
      if (bytesRead < 8) return false;
      const type = header.toString('latin1', 4, 8);
      if (type === 'moov') return true;
      if (type === 'mdat') return false;
      const size = header.readUInt32BE(0);
      const length = size === 1 ? Number(header.readBigUInt64BE(8)) : size;
      if (length < 8) return false;
      at += length;
    }
  } finally {
    await file.close();
  }
}
