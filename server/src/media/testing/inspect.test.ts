import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoEncoder, VideoFrame } from '@napi-rs/webcodecs';
import {
  BufferTarget,
  Conversion,
  EncodedPacket,
  EncodedVideoPacketSource,
  FilePathTarget,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { meanColor, writeClip } from '../../studio/testing/media.ts';
import { decodeFrame, inspectVideo } from './inspect.ts';
import { openMedia } from '../samples.ts';

let home: string;
let clip: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'inspect-'));
  clip = join(home, 'clip.mp4');
  await writeClip(clip, ['#ff0000', '#0000ff'], 10);
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

test('counts frames and measures what the file holds', async () => {
  const facts = await inspectVideo(clip);
  expect(facts).toMatchObject({ width: 256, height: 144, frames: 10, audioCodec: null });
  expect(facts.durationSeconds).toBeCloseTo(10 / 24, 5);
});

test('sees whether the index stands in front', async () => {
  const path = join(home, 'slow.mp4');
  const target = new BufferTarget();
  using input = openMedia(clip);
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: false }), target });
  await (await Conversion.init({ input, output })).execute();
  writeFileSync(path, new Uint8Array(target.buffer ?? new ArrayBuffer(0)));
  expect((await inspectVideo(path)).fastStart).toBe(false);
  expect((await inspectVideo(clip)).fastStart).toBe(true);
});

test('finds a frame by its number, and says when there is none', async () => {
  const [red] = meanColor(await decodeFrame(clip, 4));
  const [, , blue] = meanColor(await decodeFrame(clip, 5));
  expect(red).toBeGreaterThan(240);
  expect(blue).toBeGreaterThan(240);
  await expect(decodeFrame(clip, 10)).rejects.toThrow('has 10 frames, none with number 10');
});

test('decodes a BT.709 stream in its own colours', async () => {
  const path = join(home, 'hd.mp4');
  await writeBrickAs709(path);
  const [red, green, blue] = meanColor(await decodeFrame(path, 0));
  expect(Math.abs(red - 200) + Math.abs(green - 60) + Math.abs(blue - 40)).toBeLessThan(8);
});

/** One frame of the colour 200, 60, 40: in limited range, ITU-R BT.709 writes it as 92, 105, 190. */
async function writeBrickAs709(path: string): Promise<void> {
  const [width, height] = [320, 240];
  const planes = new Uint8Array((width * height * 3) / 2);
  planes.fill(92, 0, width * height);
  planes.fill(105, width * height, (width * height * 5) / 4);
  planes.fill(190, (width * height * 5) / 4);
  const output = new Output({ format: new Mp4OutputFormat(), target: new FilePathTarget(path) });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source);
  await output.start();
  let writing = Promise.resolve();
  const encoder = new VideoEncoder({
    output: (chunk, meta) => {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      const colorSpace = {
        primaries: 'bt709',
        transfer: 'bt709',
        matrix: 'bt709',
        fullRange: false,
      } as const;
      const config = meta?.decoderConfig;
      const described = config && { decoderConfig: { ...config, colorSpace } };
      writing = writing.then(() => source.add(new EncodedPacket(data, 'key', 0, 1), described));
    },
    error: (error) => {
      throw error;
    },
  });
  encoder.configure({
    codec: 'avc1.64001f',
    width,
    height,
    bitrate: 1_000_000,
    avc: { format: 'avc' },
  });
  const frame = new VideoFrame(planes, {
    format: 'I420',
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
  });
  encoder.encode(frame);
  frame.close();
  await encoder.flush();
  await writing;
  await output.finalize();
}

test('refuses a file that is no video', async () => {
  const path = join(home, 'none.mp4');
  writeFileSync(path, readFileSync(clip).subarray(64));
  await expect(inspectVideo(path)).rejects.toThrow();
});
