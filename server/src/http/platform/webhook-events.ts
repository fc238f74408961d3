import { z } from 'zod';
import { refundJsonSchema, taskJsonSchema } from '../../tasks/task-json.ts';
import { testEventType, type eventTypes } from '../../webhooks/endpoint.ts';

/** What an endpoint is sent, as `webhooks/message.ts` writes it. */

const time = z.iso.datetime().describe('When the event happened.');

function taskEvent(type: string) {
  return z.object({ type: z.literal(type), timestamp: time, data: taskJsonSchema });
}

export const eventSchemas: Readonly<Record<(typeof eventTypes)[number], z.ZodType>> = {
  'task.running': taskEvent('task.running'),
  'task.succeeded': taskEvent('task.succeeded'),
  'task.failed': taskEvent('task.failed'),
  'task.cancelled': taskEvent('task.cancelled'),
  'task.expired': taskEvent('task.expired'),
  'task.refunded': z.object({
    type: z.literal('task.refunded'),
    timestamp: time,
    data: refundJsonSchema,
  }),
  [testEventType]: z.object({
    type: z.literal(testEventType),
    timestamp: time,
    data: z.object({ endpointId: z.string() }),
  }),
};
