import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudio } from '../server/src/studio/studio.ts';

export interface StudioMeasured {
  /** Of video. */
  seconds: number;
  tookSeconds: number;
}

const frames = 121;
const rounds = 3;

/** 5 s of 720p with sound, the median of a few renderings, each with the start of its process. */
export async function measureStudio(): Promise<StudioMeasured> {
  const directory = await mkdtemp(join(tmpdir(), 'filmgate-bench-studio-'));
  const quiet = () => undefined;
  const studio = createStudio({ workers: 1, directory, log: { info: quiet, warn: quiet } });
  const took: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const id = `bench-${String(round)}`;
      const begun = performance.now();
      studio.start({
        id,
        taskId: id,
        model: 'seedance-2.0',
        width: 1280,
        height: 720,
        frames,
        framesPerSecond: 24,
        prompt: 'A river flowing through an autumn forest, aerial view, cinematic motion',
        seed: round,
        mode: 'text',
        media: [],
        generateAudio: true,
        watermark: false,
        returnLastFrame: false,
      });
      await new Promise<void>((resolve, reject) => {
        studio.onChange((changed) => {
          if (changed !== id) return;
          const state = studio.look(id)?.state;
          if (state === 'done') resolve();
          else if (state !== 'rendering') reject(new Error(`the rendering ended as ${state}`));
        });
      });
      took.push((performance.now() - begun) / 1000);
    }
  } finally {
    await studio.stop();
    await rm(directory, { recursive: true, force: true });
  }
  const [median = 0] = took.sort((a, b) => a - b).slice(took.length >> 1);
  return { seconds: frames / 24, tookSeconds: median };
}
