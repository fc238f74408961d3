/** The child's module: renders one job into its folder and publishes it. */
import { setPriority } from 'node:os';
import { serveParent } from '../media/child.ts';
import { openOutput, publishOutput } from './outputs.ts';
import { renderJob } from './render.ts';
import type { RenderOrder } from './studio.ts';

/** Below the server on the same machine: requests are answered while films are rendered. */
const niceness = 10;
const tellEveryMs = 200;

serveParent(async (input, tell) => {
  setPriority(niceness);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parent is `createStudio`, which sends just this
  const { job, folder } = input as RenderOrder;
  let toldAtMs = -tellEveryMs;
  await openOutput(folder);
  const result = await renderJob(job, folder.part, (percent) => {
    const nowMs = performance.now();
    if (nowMs - toldAtMs < tellEveryMs) return;
    toldAtMs = nowMs;
    tell(percent);
  });
  await publishOutput(folder, result);
});
