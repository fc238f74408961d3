import { AudioData, AudioEncoder, VideoEncoder, VideoFrame } from '@napi-rs/webcodecs';
import type { EncodedAudioChunk, EncodedVideoChunk } from '@napi-rs/webcodecs';
import type { Canvas } from '@napi-rs/canvas';
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  FilePathTarget,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { soundRate } from './sound/track.ts';
import type { Track } from './sound/track.ts';

export interface FilmFormat {
  width: number;
  height: number;
  frames: number;
  framesPerSecond: number;
}

const soundShape = { sampleRate: soundRate, numberOfChannels: 2 } as const;
const soundBitsPerSecond = 128_000;
/** Samples in an AAC frame; the encoder's delay is one frame of them. */
const aacFrame = 1024;

/**
 * The encoder converts RGB with the BT.601 matrix in limited range, whatever the frame says, and
 * leaves the bitstream untagged: without this the container would be tagged as RGB.
 */
const colorSpace = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'smpte170m',
  fullRange: false,
} as const;

/** Frames that may wait for the encoder: each holds its pixels. */
const mostWaiting = 4;

/** Of pixels that may lie about until a turn gives them back: four frames of 720p. */
const bytesPerTurn = 16_000_000;

export interface FilmWriter {
  /** Encodes the canvas as the next frame. */
  add(canvas: Canvas): Promise<void>;
  finish(): Promise<void>;
}

/**
 * Writes an MP4 with its index in front: H.264 High, 4:2:0, 8 bit, and AAC when there is sound. The
 * label stands in its own entry and, for programs that show only common ones, in the comment.
 */
export async function openFilm(
  path: string,
  format: FilmFormat,
  sound: Track | null,
  label: string,
): Promise<FilmWriter> {
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'in-memory', metadataFormat: 'mdta' }),
    target: new FilePathTarget(path),
  });
  const video = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(video, { frameRate: format.framesPerSecond });
  const audio = sound === null ? null : new EncodedAudioPacketSource('aac');
  if (audio !== null) output.addAudioTrack(audio);
  output.setMetadataTags({ comment: `{"AIGC":${label}}`, raw: { AIGC: label } });
  await output.start();
  // The sound is encoded beside the first frames.
  const sounding = sound === null || audio === null ? null : writeSound(audio, sound);
  sounding?.catch(() => undefined);

  let failure: Error | null = null;
  let written = 0;
  let added = 0;
  // Packets reach the file in the order in which the encoder gives them.
  let writing = Promise.resolve();
  const encoder = new VideoEncoder({
    output: (chunk, meta) => {
      const packet = packetOf(chunk, written / format.framesPerSecond, 1 / format.framesPerSecond);
      written += 1;
      const config = meta?.decoderConfig;
      const described =
        config === undefined ? undefined : { decoderConfig: { ...config, colorSpace } };
      writing = writing.then(() => video.add(packet, described));
    },
    error: (error) => {
      failure ??= error;
    },
  });
  encoder.configure({
    codec: codecFor(format),
    width: format.width,
    height: format.height,
    bitrate: bitsPerSecond(format),
    framerate: format.framesPerSecond,
    latencyMode: 'quality',
    hardwareAcceleration: 'prefer-software',
    avc: { format: 'avc' },
  });
  const frameBytes = format.width * format.height * 4;
  const framesPerTurn = Math.max(1, Math.floor(bytesPerTurn / frameBytes));
  const check = (): void => {
    if (failure !== null) throw failure;
  };

  return {
    async add(canvas) {
      check();
      const frame = new VideoFrame(canvas, {
        timestamp: Math.round((added * 1_000_000) / format.framesPerSecond),
      });
      encoder.encode(frame, { keyFrame: added % (2 * format.framesPerSecond) === 0 });
      frame.close();
      added += 1;
      // Only between turns are the pixels of earlier frames given back; each costs what a layer costs.
      if (added % framesPerTurn === 0 || encoder.encodeQueueSize > mostWaiting) {
        do await nextTurn();
        while (encoder.encodeQueueSize > mostWaiting);
      }
      check();
    },
    async finish() {
      await encoder.flush();
      check();
      encoder.close();
      await writing;
      await sounding;
      if (written !== format.frames) {
        throw new Error(`encoded ${String(written)} frames instead of ${String(format.frames)}`);
      }
      await output.finalize();
    },
  };
}

async function writeSound(source: EncodedAudioPacketSource, sound: Track): Promise<void> {
  const samples = sound.left.length;
  const planes = new Float32Array(samples * 2);
  planes.set(sound.left, 0);
  planes.set(sound.right, samples);
  let failure: Error | null = null;
  let writing = Promise.resolve();
  let packets = 0;
  const encoder = new AudioEncoder({
    output: (chunk, meta) => {
      // The first packet is the encoder's delay and lies before zero; the last one ends with the film.
      const start = (packets - 1) * aacFrame;
      packets += 1;
      const length = Math.min(aacFrame, samples - start);
      if (length <= 0) return;
      const packet = packetOf(chunk, start / soundRate, length / soundRate);
      const config = meta?.decoderConfig;
      const described =
        config === undefined ? undefined : { decoderConfig: { ...config, ...soundShape } };
      writing = writing.then(() => source.add(packet, described));
    },
    error: (error) => {
      failure ??= error;
    },
  });
  encoder.configure({ codec: 'mp4a.40.2', bitrate: soundBitsPerSecond, ...soundShape });
  const data = new AudioData({
    format: 'f32-planar',
    numberOfFrames: samples,
    ...soundShape,
    timestamp: 0,
    data: planes,
  });
  encoder.encode(data);
  data.close();
  await encoder.flush();
  encoder.close();
  await writing;
  if (failure !== null) throw failure;
}

function packetOf(
  chunk: EncodedVideoChunk | EncodedAudioChunk,
  startSeconds: number,
  seconds: number,
): EncodedPacket {
  const data = new Uint8Array(chunk.byteLength);
  chunk.copyTo(data);
  return new EncodedPacket(data, chunk.type, startSeconds, seconds);
}

/** High profile; the level that holds the size (H.264 table A-1, macroblocks a frame). */
function codecFor(format: FilmFormat): string {
  const blocks = Math.ceil(format.width / 16) * Math.ceil(format.height / 16);
  if (blocks <= 3600) return 'avc1.64001f';
  if (blocks <= 8192) return 'avc1.640028';
  return 'avc1.640033';
}

/** About 5 Mbit/s at 720p, growing a little slower than the area. */
function bitsPerSecond(format: FilmFormat): number {
  return Math.round(5_000_000 * ((format.width * format.height) / (1280 * 720)) ** 0.85);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
