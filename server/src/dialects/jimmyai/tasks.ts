/** Creates at both paths, and the one query for all tasks. */
import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import type { TaskView } from '../../generation/view.ts';
import { idInPath, neededId, typedOperation, unsayable } from '../codec.ts';
import { failureTold, sentenceToTell } from '../failures.ts';
import type { Loose } from '../loosely.ts';
import type { TaskReport } from '../mechanism.ts';
import { endingInFailure, msOfUnixSeconds, stateOfWord, unixSeconds } from '../values.ts';
import { decodeCreation, encodeCreation, is2_5 } from './creation.ts';
import { enveloped, okText } from './envelope.ts';
import * as wire from './wire.ts';

const statusOf = endingInFailure<wire.TaskData['status']>({
  queued: 'queued',
  running: 'processing',
  succeeded: 'completed',
  failed: 'failed',
});

const paths = {
  '2.0': '/api/open-api/v1/seedance/videos',
  '2.5': '/api/open-api/v1/seedance25/videos',
} as const;
type Age = keyof typeof paths;

function ageOf(model: string): Age {
  return is2_5(model) ? '2.5' : '2.0';
}

function createOf(age: Age) {
  return typedOperation({
    does: 'create',
    method: 'POST',
    path: paths[age],
    status: 200,
    asks: {
      schemas: { body: z.looseObject(wire.creation.shape) },
      decode: ({ body }) => {
        const right = ageOf(body.model);
        if (right !== age) {
          throw refuse('invalid_parameter', `model is ${body.model}: send it to ${paths[right]}.`, {
            field: 'model',
          });
        }
        return decodeCreation(body);
      },
      encode: (command) =>
        ageOf(command.ask.model) === age
          ? encodeCreation(command)
          : unsayable(`${command.ask.model} has another path`),
    },
    answers: {
      schema: wire.accepted,
      encode: ({ id, state, model, createdAtMs }) =>
        enveloped(okText, {
          task_id: id,
          status: statusOf[state],
          model,
          created_at: unixSeconds(createdAtMs),
        }),
      decode: ({ data }) => ({
        id: neededId(data?.task_id, 'data.task_id'),
        state: stateOfWord(data?.status),
        model: data?.model ?? undefined,
        createdAtMs: msOfUnixSeconds(data?.created_at),
      }),
    },
  });
}

const get = typedOperation({
  does: 'get',
  method: 'GET',
  path: '/api/open-api/v1/videos/{taskId}',
  status: 200,
  asks: idInPath('taskId'),
  answers: {
    schema: wire.task,
    encode: (view) => enveloped(okText, encodeTask(view)),
    decode: ({ data }) => decodeTask(data ?? {}),
  },
});

function encodeTask(view: TaskView): wire.TaskData {
  const { finishedAtMs, output, completionTokens } = view;
  return {
    task_id: view.id,
    status: statusOf[view.state],
    progress: progressOf(view),
    model: view.model,
    created_at: unixSeconds(view.createdAtMs),
    completed_at: finishedAtMs === null ? 0 : unixSeconds(finishedAtMs),
    result: output && { video_url: output.videoUrl, image_url: '' },
    error_message: sentenceToTell(view) ?? '',
    ...(isSoldByTokens(view.model) && completionTokens !== null
      ? { usage: { completion_tokens: completionTokens, total_tokens: completionTokens } }
      : {}),
  };
}

/** 1 to 99 while it is made; 0 before, and of what failed. */
function progressOf({ state, progress }: TaskView): number {
  if (state === 'succeeded') return 100;
  return state === 'running' ? Math.min(Math.max(progress, 1), 99) : 0;
}

/** The GZ lines, of which alone the usage is told. */
function isSoldByTokens(model: string): boolean {
  return /-gz(?:-|$)/u.test(model);
}

function decodeTask(told: Loose<wire.TaskData>): TaskReport {
  const state = stateOfWord(told.status);
  return {
    id: neededId(told.task_id, 'data.task_id'),
    state,
    progress: state === 'failed' ? undefined : (told.progress ?? undefined),
    model: told.model ?? undefined,
    // An empty text is none.
    videoUrl: told.result?.video_url || undefined,
    completionTokens: told.usage?.completion_tokens ?? undefined,
    failure: failureTold(told.error_message ? { message: told.error_message } : undefined),
    createdAtMs: msOfUnixSeconds(told.created_at),
    finishedAtMs: msOfUnixSeconds(told.completed_at),
  };
}

export const taskOperations = [createOf('2.0'), createOf('2.5'), get] as const;
