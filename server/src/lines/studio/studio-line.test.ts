import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { MediaStore } from '../../media/store/store.ts';
import type { StudioJob } from '../../studio/job.ts';
import type { Studio } from '../../studio/studio.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import { createStudioLine } from './studio-line.ts';
import { planned, references } from '../../making/testing/planned.ts';

/** The job that a request becomes, and what is made of it. */
async function made(over: Partial<PlannedRequest>) {
  const jobs: StudioJob[] = [];
  const line = createStudioLine({
    studio: {
      freeSlots: () => 1,
      start: (job: StudioJob) => {
        jobs.push(job);
      },
      look: () => ({ state: 'done', width: 64, height: 64, frames: jobs[0]?.frames }),
      onChange: () => undefined,
      // Nothing else is asked of it here.
    } as unknown as Studio,
    store: { open: () => Promise.resolve({ path: '/clip' }) } as unknown as MediaStore,
    instance: 'one',
    log: pino({ level: 'silent' }),
  });
  const request = planned(over);
  const attemptId = 'task-1-1';
  await line.submit({ attemptId, taskId: 'task-1', mode: 'live', model: request.model, request });
  for (let turns = 0; jobs.length === 0 && turns < 50; turns++) await turn();
  const seen = await line.look([{ upstreamId: attemptId, attemptId, request }]);
  return { job: jobs[0], observation: seen.get(attemptId) };
}

test('a length in frames is made and sold by them', async () => {
  const { job, observation } = await made({ frames: 61, seconds: 2.5, cameraFixed: true });
  expect(job).toMatchObject({ frames: 61, cameraFixed: true });
  expect(observation).toMatchObject({ made: { frames: 61, seconds: 2.5 } });
});

test('one in seconds as ever', async () => {
  const { job, observation } = await made({});
  expect(job?.frames).toBe(121);
  expect(job).not.toHaveProperty('cameraFixed');
  expect(observation).toMatchObject({ made: { frames: 121, seconds: 5 } });
});

const clip = {
  mode: 'reference',
  media: references({ video: 145 / 24 }),
  seconds: 'auto',
} as const;

test('an edit is as long as its video', async () => {
  const { job, observation } = await made({ ...clip, referenceTask: 'edit' });
  expect(job).toMatchObject({ frames: 145, referenceTask: 'edit' });
  expect(observation).toMatchObject({ made: { seconds: 6 } });
});

test('the text of a client without the field is followed', async () => {
  expect((await made({ ...clip, prompt: '编辑视频' })).job).toMatchObject({ frames: 145 });
  const extended = await made({ ...clip, seconds: 8, prompt: '延长视频' });
  expect(extended.job).toMatchObject({ frames: 193, referenceTask: 'extend' });
  expect((await made(clip)).job).not.toHaveProperty('referenceTask');
});
