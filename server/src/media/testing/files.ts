import { VideoEncoder, VideoFrame } from '@napi-rs/webcodecs';
import {
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import sharp from 'sharp';

/** Small real files of every format, made on the spot, for tests. */

export interface ClipShape {
  width: number;
  height: number;
  frames: number;
  framesPerSecond: number;
  codec: 'avc' | 'hevc';
  container: 'mp4' | 'mov' | 'fragmented';
  /** The index stands behind the media, so that it can be changed without moving them. */
  indexLast: boolean;
  /** Of a silent MP3 track; 0 for none. */
  soundSeconds: number;
}

const ordinary: ClipShape = {
  width: 640,
  height: 640,
  frames: 72,
  framesPerSecond: 24,
  codec: 'avc',
  container: 'mp4',
  indexLast: false,
  soundSeconds: 0,
};

/** One real key frame, again and again: the length costs nothing. */
export async function clipFile(shape: Partial<ClipShape> = {}): Promise<Buffer> {
  const clip = { ...ordinary, ...shape };
  const frame = await keyFrame(clip.width, clip.height, clip.codec);
  const output = new Output({ format: formatOf(clip), target: new BufferTarget() });
  const picture = new EncodedVideoPacketSource(clip.codec);
  output.addVideoTrack(picture);
  const sound = clip.soundSeconds === 0 ? null : new EncodedAudioPacketSource('mp3');
  if (sound !== null) output.addAudioTrack(sound);
  await output.start();
  const frameSeconds = 1 / clip.framesPerSecond;
  for (let at = 0; at < clip.frames; at += 1) {
    const packet = new EncodedPacket(frame.data, 'key', at * frameSeconds, frameSeconds);
    await picture.add(packet, { decoderConfig: frame.config });
  }
  for (let at = 0; at * mp3FrameSeconds < clip.soundSeconds; at += 1) {
    const packet = new EncodedPacket(mp3Frame(), 'key', at * mp3FrameSeconds, mp3FrameSeconds);
    const decoderConfig = { codec: 'mp3', sampleRate: 44_100, numberOfChannels: 2 };
    await sound?.add(packet, { decoderConfig });
  }
  await output.finalize();
  return Buffer.from(output.target.buffer ?? new ArrayBuffer(0));
}

function formatOf({ container, indexLast }: ClipShape): Mp4OutputFormat | MovOutputFormat {
  const fastStart = indexLast ? false : 'in-memory';
  if (container === 'mov') return new MovOutputFormat({ fastStart });
  return new Mp4OutputFormat({ fastStart: container === 'fragmented' ? 'fragmented' : fastStart });
}

interface KeyFrame {
  data: Uint8Array;
  config: VideoDecoderConfig;
  description: Uint8Array;
}

async function keyFrame(width: number, height: number, codec: 'avc' | 'hevc'): Promise<KeyFrame> {
  const made: Partial<KeyFrame> = {};
  let failure: unknown;
  const encoder = new VideoEncoder({
    output(chunk, meta) {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      made.data ??= data;
      const description = meta?.decoderConfig?.description;
      if (description === undefined) return;
      made.description = new Uint8Array(description);
      made.config = {
        codec: meta?.decoderConfig?.codec ?? '',
        codedWidth: width,
        codedHeight: height,
        description: made.description,
      };
    },
    error(error) {
      failure = error;
    },
  });
  encoder.configure({
    codec: codec === 'avc' ? 'avc1.640033' : 'hvc1.1.6.L153.B0',
    width,
    height,
    bitrate: 1_000_000,
    ...(codec === 'avc' ? { avc: { format: 'avc' } } : { hevc: { format: 'hevc' } }),
  });
  const pixels = new Uint8Array((width * height * 3) / 2).fill(120);
  const frame = new VideoFrame(pixels, {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
  });
  encoder.encode(frame, { keyFrame: true });
  frame.close();
  await encoder.flush();
  encoder.close();
  const { data, config, description } = made;
  if (data === undefined || config === undefined || description === undefined) {
    throw new Error('the encoder gave no key frame', { cause: failure });
  }
  return { data, config, description };
}

/** MPEG 1 layer 3, 128 kbit/s, 44.1 kHz, stereo, all silent. */
export function mp3File(seconds: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.round(seconds / mp3FrameSeconds) }, mp3Frame));
}

const mp3FrameSeconds = 1152 / 44_100;

function mp3Frame(): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffb9000);
  return frame;
}

/** 16 bit, mono. `claimedBytes` replaces the true length in the header. */
export function wavFile(seconds: number, rate = 8000, claimedBytes?: number): Buffer {
  const data = Buffer.alloc(Math.round(seconds * rate) * 2);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + (claimedBytes ?? data.length), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(claimedBytes ?? data.length, 40);
  return Buffer.concat([header, data]);
}

export const pictureFormats = ['jpeg', 'png', 'webp', 'tiff', 'gif', 'bmp', 'heic'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

export async function pictureFile(
  format: PictureFormat,
  width = 640,
  height = 480,
): Promise<Buffer> {
  if (format === 'bmp') return bitmapFile(width, height);
  if (format === 'heic') return heicFile(width, height);
  const background = { r: 200, g: 120, b: 40 };
  const plain = sharp({
    create: { width, height, channels: 3, background },
    limitInputPixels: false,
  });
  return plain.toFormat(format).toBuffer();
}

function bitmapFile(width: number, height: number): Buffer {
  const rowBytes = Math.ceil((width * 24) / 32) * 4;
  const file = Buffer.alloc(54 + rowBytes * height, 120);
  file.fill(0, 0, 54).write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  return file;
}

/** A still picture in its boxes, as phones write it (ISO/IEC 23008-12). */
async function heicFile(width: number, height: number): Promise<Buffer> {
  const { data, description } = await keyFrame(width, height, 'hevc');
  const start = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'));
  const meta = (dataAt: number): Buffer =>
    full(
      'meta',
      full('hdlr', Buffer.alloc(4), Buffer.from('pict'), Buffer.alloc(13)),
      full('pitm', u16(1)),
      full('iloc', u16(0x4400), u16(1), u16(1), u16(0), u16(1), u32(dataAt), u32(data.length)),
      full('iinf', u16(1), box('infe', u32(0x02000000), u16(1), u16(0), Buffer.from('hvc1\0'))),
      box(
        'iprp',
        box('ipco', box('hvcC', description), full('ispe', u32(width), u32(height))),
        full('ipma', u32(1), u16(1), Buffer.from([2, 0x81, 2])),
      ),
    );
  const dataAt = start.length + meta(0).length + 8;
  return Buffer.concat([start, meta(dataAt), box('mdat', data)]);
}

export function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function full(type: string, ...parts: readonly Uint8Array[]): Buffer {
  return box(type, u32(0), ...parts);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Many frames of one pixel: small, and endless to whoever unpacks them all. */
export function gifOfFrames(count: number, width: number, height: number): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  return Buffer.concat([head, Buffer.alloc(count * frame.length, frame), Buffer.from([0x3b])]);
}
