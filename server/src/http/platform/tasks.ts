import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { creditsOf } from '../../generation/money.ts';
import { refuse } from '../../generation/problems.ts';
import type { TaskView } from '../../generation/view.ts';
import type { Database } from '../../postgres/database.ts';
import { readCancellable, type CancelParts } from '../../tasks/cancel.ts';
import { taskNotFound, type TaskReader } from '../../tasks/read.ts';
import { chargeSchema } from '../../tasks/records/charge-json.ts';
import {
  attemptStates,
  readAttempts,
  readCharge,
  readTimeline,
  timelineWords,
  type SeenAttempt,
  type TaskMoment,
} from '../../tasks/records/of-task.ts';
import type { UsualTimes } from '../../tasks/records/usual-seconds.ts';
import { fileNames, isFinalRow, type TaskRow } from '../../tasks/rows.ts';
import { taskJson, taskJsonExample, taskJsonSchema } from '../../tasks/task-json.ts';
import type { QueuePosition } from '../../tasks/waiting.ts';
import { notFinished } from '../core-door.ts';
import { includes, includeWords } from './filters.ts';
import type { TaskWaits } from './live/task-waits.ts';
import {
  storedFileRoute,
  idPath,
  jsonRoute,
  streamRoute,
  wholeNumber,
  type PlatformRoute,
} from './route.ts';
import type { TaskStreams } from './task-streams.ts';

export interface TaskRouteParts {
  database: Pick<Database, 'general'>;
  reader: TaskReader;
  waiting: QueuePosition;
  streams: TaskStreams;
  waits: Pick<TaskWaits, 'wait' | 'end'>;
  viewOf(row: TaskRow): TaskView;
  cancel: Pick<CancelParts, 'database' | 'cancelTerms'>;
  usualTimes: UsualTimes;
  /** For so long a task stays after its end that nobody was charged for. */
  keptDays: number;
}

const momentSchema = z.object({
  what: z.enum(timelineWords),
  at: z.iso.datetime(),
  attempt: z.int().nullable().describe('Which try at making it this was, from 1.'),
  credits: z.number().nullable().describe('Of `held`, `charged` and `refunded`.'),
});

/** What is told where it is asked for. */
const includable = {
  charge: chargeSchema
    .nullable()
    .describe(
      'What it can cost while it is open, and what it was charged; null: nothing, or it cannot be told in parts.',
    ),
  timeline: z.array(momentSchema).describe('What happened to it, in order.'),
  attempts: z
    .array(
      z.object({
        number: z.int().min(1),
        state: z
          .enum(attemptStates)
          .describe('`interrupted`: lost by whoever made it; `unknown`: nobody knows yet.'),
        sentAt: z.iso.datetime(),
        acceptedAt: z.iso.datetime().nullable(),
        endedAt: z.iso.datetime().nullable(),
      }),
    )
    .describe('Each try at making it, in order.'),
  usualSeconds: z
    .object({ p50: z.number().min(0), p95: z.number().min(0) })
    .nullable()
    .describe(
      'How long films of these settings took lately, from being sent until they were made: half of them at most so long, and 95 of 100. Null: there were too few.',
    ),
  cancellable: z
    .object({
      now: z.boolean(),
      reason: z
        .enum(['over', 'provider_cannot_stop', 'provider_has_not_answered'])
        .nullable()
        .describe('Why not.'),
    })
    .describe('Whether it could be cancelled now.'),
};
export const taskSchema = taskJsonSchema
  .extend({
    queue: z
      .object({
        position: z.int().min(1).describe('1: it is the next.'),
        more: z.boolean().describe('Whether it is further back still, where nobody counts.'),
        expectedWaitSeconds: z
          .int()
          .min(0)
          .nullable()
          .describe('From how long such tasks took lately; null: nobody knows.'),
      })
      .nullable()
      .describe('While it waits: its place among all that wait for the same lines.'),
    expectedFinishAt: z.iso
      .datetime()
      .nullable()
      .describe('While it runs, from how long such tasks took there; null: nobody knows.'),
    endsBy: z.iso
      .datetime()
      .nullable()
      .describe(
        'Where the provider says nothing of it: when it is given up at the latest, fails and costs nothing. Null: it is in order, or over.',
      ),
    retentionUntil: z.iso
      .datetime()
      .nullable()
      .describe('When it is removed; null: it is not over, or was charged and stays.'),
    ...z.object(includable).partial().shape,
  })
  .describe('A task.')
  .meta({
    id: 'Task',
    examples: [
      {
        ...taskJsonExample,
        ...{ queue: null, expectedFinishAt: null, endsBy: null, retentionUntil: null },
      },
    ],
  });

function momentJson({ what, atMs, attempt, micros }: TaskMoment) {
  const credits = micros === null ? null : creditsOf(micros);
  return { what, at: isoTime(atMs), attempt, credits };
}

function attemptJson({ number, state, sentAtMs, acceptedAtMs, endedAtMs }: SeenAttempt) {
  return {
    number,
    state,
    sentAt: isoTime(sentAtMs),
    acceptedAt: timeOrNull(acceptedAtMs),
    endedAt: timeOrNull(endedAtMs),
  };
}

const dayMs = 86_400_000;

/** What was charged is of the books, and stays. */
function retentionUntil(row: TaskRow, keptDays: number): string | null {
  if (row.finished_ms === null || (row.charged_micros ?? 0n) > 0n) return null;
  return isoTime(row.finished_ms + keptDays * dayMs);
}

async function included(
  { database, cancel, usualTimes }: TaskRouteParts,
  row: TaskRow,
  include: string | undefined,
): Promise<Pick<z.infer<typeof taskSchema>, keyof typeof includable>> {
  const words = includes(include);
  const key = { accountId: row.account_id, id: row.id };
  return {
    ...(words.has('charge') && { charge: await readCharge(database, row) }),
    ...(words.has('timeline') && {
      timeline: (await readTimeline(database, key)).map(momentJson),
    }),
    ...(words.has('attempts') && {
      attempts: (await readAttempts(database, key)).map(attemptJson),
    }),
    ...(words.has('usualSeconds') && { usualSeconds: await usualTimes.of(row) }),
    ...(words.has('cancellable') && { cancellable: await readCancellable(cancel, key) }),
  };
}

export function taskRoutes(parts: TaskRouteParts): PlatformRoute[] {
  const { reader, waiting, streams, waits, viewOf, keptDays } = parts;
  return [
    jsonRoute({
      method: 'GET',
      path: '/tasks/{id}',
      summary: 'Read a task',
      needs: 'tasks:read',
      asks: {
        path: idPath,
        query: z.strictObject({
          include: includeWords.describe(
            `What is told beside it, with commas between: ${Object.keys(includable).join(', ')}.`,
          ),
          wait: wholeNumber(1, waitSecondsMost)
            .optional()
            .describe(
              'Seconds. The answer comes when the state is another one than when this was asked, or when the task is over; at the latest after this time, and at once where very many of the account wait.',
            ),
        }),
      },
      answers: { status: 200, schema: taskSchema },
      refuses: ['task_not_found'],
      goesOn: (answer) => openTask.safeParse(answer).success,
      async waits({ accountId }, { path: { id }, query: { wait } }, left) {
        if (wait === undefined) return false;
        await waits.wait({ accountId, id }, { withinMs: wait * 1_000, left });
        return true;
      },
      async act({ accountId }, { path: { id }, query: { include } }) {
        const row = await reader.read({ accountId, id });
        if (!row) throw taskNotFound();
        const outlook = isFinalRow(row) ? null : await waiting.outlook({ accountId, id });
        return {
          ...taskJson(viewOf(row)),
          queue: outlook?.queue ?? null,
          expectedFinishAt: timeOrNull(outlook?.expectedFinishAtMs),
          endsBy: timeOrNull(outlook?.endsByMs),
          retentionUntil: retentionUntil(row, keptDays),
          ...(await included(parts, row, include)),
        };
      },
    }),
    storedFileRoute({
      path: '/tasks/{id}/content',
      summary: 'Read the film of a task, or a picture of it',
      name: 'getTaskContent',
      needs: 'tasks:read',
      asks: {
        path: idPath,
        query: z.strictObject({
          variant: z
            .enum(['video', 'poster', 'lastFrame', 'thumb', 'strip'])
            .optional()
            .describe('As `output` of the task has them; `video` where nothing is said.'),
        }),
      },
      types: ['video/mp4', 'image/jpeg'],
      refuses: ['task_not_found', 'not_finished', 'route_not_found'],
      async file({ accountId }, { path: { id }, query: { variant = 'video' } }) {
        const row = await reader.read({ accountId, id });
        if (!row) throw taskNotFound();
        if (row.state !== 'succeeded') throw notFinished(row);
        return fileNames[variant](id);
      },
    }),
    streamRoute({
      method: 'GET',
      path: '/tasks/{id}/events',
      summary: 'Follow a task by server-sent events',
      needs: 'tasks:read',
      asks: { path: idPath },
      streams: Object.fromEntries(
        [...taskJsonSchema.shape.state.options, 'progress'].map((what) => [
          `task.${what}`,
          taskJsonSchema,
        ]),
      ),
      refuses: ['task_not_found', 'rate_limited'],
      open: ({ accountId }, { path: { id } }, { lastEventId, ...wire }) =>
        streams.open({ accountId, id, known: numberOf(lastEventId) }, wire),
    }),
  ];
}

/** Usual proxies end a silent request after a minute. */
const waitSecondsMost = 60;

const openTask = z.object({ state: z.enum(['queued', 'running']) });

function timeOrNull(atMs: number | null = null): string | null {
  return atMs === null ? null : isoTime(atMs);
}

/** Throws invalid_parameter for what is no id of ours. */
function numberOf(lastEventId: string | undefined): number | null {
  if (lastEventId === undefined || lastEventId === '') return null;
  if (/^\d{1,9}$/.test(lastEventId)) return Number(lastEventId);
  throw refuse(
    'invalid_parameter',
    'Last-Event-ID is no id of an event: leave it out for all events.',
    { field: 'Last-Event-ID' },
  );
}
