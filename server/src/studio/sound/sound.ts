import { soundRate } from '../encode.ts';
import type { Sound } from '../encode.ts';
import type { StudioJob } from '../job.ts';

export async function soundOf(job: StudioJob): Promise<Sound> {
  const samples = Math.round((job.frames / job.framesPerSecond) * soundRate);
  const left = new Float32Array(samples);
  for (let at = 0; at < samples; at += 1) {
    left[at] = 0.1 * Math.sin((2 * Math.PI * 220 * at) / soundRate);
  }
  return [left, left];
}
