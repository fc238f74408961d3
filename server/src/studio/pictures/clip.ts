import { createCanvas } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import { VideoSampleSink } from 'mediabunny';
import type { VideoSample } from 'mediabunny';
import { matrixOf, openMedia, rgbaOf } from '../../media/samples.ts';
import type { YuvMatrix } from '../../media/samples.ts';
import { canvasOf } from './picture.ts';

/** The pictures of a given video. */
export interface Clip {
  /** The picture at a time, which never goes back; after the end the last one stays. */
  at(seconds: number): Promise<Canvas>;
  /** Its last picture has been reached. */
  ended(): boolean;
  close(): void;
}

/** Throws when the file has no picture that can be decoded. */
export async function openClip(path: string): Promise<Clip> {
  const input = openMedia(path);
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw new Error('it holds no picture');
    const codec = (await track.getCodec()) ?? 'unknown';
    if (!(await track.canDecode())) throw new Error(`its codec (${codec}) cannot be decoded here`);
    const plate = createCanvas(await track.getDisplayWidth(), await track.getDisplayHeight());
    const matrix = await matrixOf(track);
    const sink = new VideoSampleSink(track);
    const firstSeconds = await track.getFirstTimestamp();
    const samples = sink.samples();
    let next = await samples.next();
    if (next.done === true) throw new Error('it holds no frame');
    await show(plate, next.value, matrix);
    return {
      async at(seconds) {
        let due: VideoSample | null = null;
        while (next.done !== true && next.value.timestamp - firstSeconds <= seconds + 0.001) {
          due?.close();
          due = next.value;
          next = await samples.next();
        }
        if (due !== null) {
          await show(plate, due, matrix);
          due.close();
        }
        return plate;
      },
      ended: () => next.done === true,
      close() {
        if (next.done !== true) next.value.close();
        input.dispose();
      },
    };
  } catch (error) {
    input.dispose();
    throw error;
  }
}

/** Upright and with square pixels, whatever the file's own layout. */
async function show(plate: Canvas, sample: VideoSample, matrix: YuvMatrix): Promise<void> {
  const { codedWidth, codedHeight, rotation } = sample;
  const picture = canvasOf(await rgbaOf(sample, matrix), codedWidth, codedHeight);
  const context = plate.getContext('2d');
  const turned = rotation === 90 || rotation === 270;
  const width = turned ? plate.height : plate.width;
  const height = turned ? plate.width : plate.height;
  context.save();
  context.translate(plate.width / 2, plate.height / 2);
  context.rotate((rotation * Math.PI) / 180);
  context.drawImage(picture, -width / 2, -height / 2, width, height);
  context.restore();
}
