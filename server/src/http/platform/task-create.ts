import { z } from 'zod';
import { isoTime } from '../../dialects/values.ts';
import { creditsOf } from '../../generation/money.ts';
import type { TaskView } from '../../generation/view.ts';
import { quotedLines } from '../../pricing/quote.ts';
import { cancelTask, requireMayEnd, type CancelParts } from '../../tasks/cancel.ts';
import { fingerprint } from '../../tasks/fingerprint.ts';
import { platformOrigin } from '../../tasks/origin.ts';
import { chargeJson, chargeSchema } from '../../tasks/records/charge-json.ts';
import type { Estimator } from '../../tasks/records/estimate.ts';
import type { TaskRow } from '../../tasks/rows.ts';
import { taskJson, taskJsonSchema } from '../../tasks/task-json.ts';
import { createTask } from '../creates.ts';
import type { Door } from '../door.ts';
import { idPath, jsonRoute, taskRoute, type PlatformRoute } from './route.ts';
import { commandOf, generationAsk, taskAsk } from './task-ask.ts';

export interface TaskMakingParts {
  door: Pick<Door, 'create' | 'takeUnanswered' | 'noteUnanswered'>;
  estimate: Estimator;
  cancel: CancelParts;
  viewOf(row: TaskRow): TaskView;
}

const estimateSchema = z
  .object({
    credits: z.number().min(0).describe('What a create would hold; 0 with a test key.'),
    isAtMost: z
      .boolean()
      .describe('Whether the charge can be lower: a length, a shape or media are open.'),
    charge: chargeSchema,
    estimatedAt: z.iso.datetime(),
  })
  .describe('What a create would hold. Nothing was made or held.');

/** Tasks in our own words: made, priced beforehand, cancelled. */
export function taskMakingRoutes(parts: TaskMakingParts): PlatformRoute[] {
  return [
    taskRoute({
      path: '/tasks',
      summary: 'Make a video',
      needs: 'tasks:create',
      asks: { body: taskAsk },
      answers: { status: 202, schema: taskJsonSchema },
      refuses: [
        ...['model_unavailable', 'unpriced', 'above_max_credits', 'insufficient_credits'],
        ...['media_unreachable', 'media_invalid', 'idempotency_mismatch', 'rate_limited'],
      ] as const,
      async make(principal, { body, metadataText }, making) {
        const { view, replayed } = await createTask(parts.door, principal, {
          ...making,
          origin: platformOrigin,
          said: () => fingerprint(platformOrigin.name, commandOf(body, metadataText)),
          decode: () => commandOf(body, metadataText),
        });
        const location = `/platform/v1/tasks/${encodeURIComponent(view.id)}`;
        return { answer: taskJson(view), replayed, taskId: view.id, location };
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/tasks/estimate',
      summary: 'Say what a video would cost, and make none',
      needs: 'tasks:create',
      asks: {
        body: generationAsk
          .extend({
            measure: z
              .boolean()
              .optional()
              .describe(
                'False: media are not looked at, and the answer is the most that it can cost with any such. Usually they are, once in ten minutes.',
              ),
          })
          .meta({ examples: [{ model: 'seedance-2.0', prompt: 'A river in autumn', seconds: 5 }] }),
      },
      answers: { status: 200, schema: estimateSchema },
      refuses: [
        ...['model_unavailable', 'unpriced', 'above_max_credits'],
        ...['media_unreachable', 'media_invalid'],
      ] as const,
      async act(principal, { body: { measure = true, ...body } }) {
        const { heldMicros, quoted, priceName, isAtMost } = await parts.estimate(principal, {
          origin: platformOrigin,
          command: commandOf(body, undefined),
          measure,
        });
        return {
          credits: creditsOf(heldMicros),
          isAtMost,
          charge: chargeJson(priceName, quoted, quotedLines(quoted)),
          estimatedAt: isoTime(Date.now()),
        };
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/tasks/{id}/cancel',
      frees: true,
      summary: 'Cancel a task; what waits costs nothing',
      needs: 'tasks:cancel',
      asks: { path: idPath },
      answers: { status: 200, schema: taskJsonSchema },
      refuses: ['task_not_found', 'not_cancellable', 'overloaded'],
      async act({ accountId, mode }, { path: { id } }) {
        await requireMayEnd(parts.cancel.reader, { accountId, mode, id });
        return taskJson(parts.viewOf(await cancelTask(parts.cancel, { accountId, id })));
      },
    }),
  ];
}
