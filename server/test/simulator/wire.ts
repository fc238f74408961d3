/** What Ark tells of a task, and its list. */
import { z } from 'zod';
import { invalid } from './refusals.ts';
import { taskStates, toldTokens, type Task } from './task.ts';

export interface Teller {
  /** A moment as the simulator tells it. */
  told(atMs: number): number;
  videoUrl(task: Task): string;
  lastFrameUrl(task: Task): string;
}

/** The object of a get, of the items of a list, and of callbacks. */
export function tellTask(task: Task, teller: Teller): Record<string, unknown> {
  const { order, made, state } = task;
  const isMade = state === 'succeeded';
  const seconds = (ms: number) => Math.floor(teller.told(ms) / 1_000);
  const tokens = toldTokens(task);
  return {
    id: task.id,
    model: order.model,
    status: state,
    ...(isMade ? { content: contentOf(task, teller) } : {}),
    ...(tokens === null ? {} : { usage: { completion_tokens: tokens, total_tokens: tokens } }),
    ...(state === 'failed' ? { error: failureOf(task) } : {}),
    created_at: seconds(task.acceptedAtMs),
    updated_at: seconds(task.updatedAtMs),
    seed: made.seed,
    resolution: order.resolution,
    ratio: isMade ? made.ratio : order.ratio,
    duration: isMade ? made.seconds : order.seconds,
    framespersecond: 24,
    service_tier: order.serviceTier,
    execution_expires_after: order.expiresSeconds,
    generate_audio: order.generateAudio,
    draft: false,
    priority: order.priority,
    ...(order.safetyIdentifier === null ? {} : { safety_identifier: order.safetyIdentifier }),
  };
}

/** The same as if it had succeeded. */
export function tellSuccess(task: Task, teller: Teller): Record<string, unknown> {
  return tellTask({ ...task, state: 'succeeded' }, teller);
}

function contentOf(task: Task, teller: Teller) {
  return {
    video_url: teller.videoUrl(task),
    ...(task.order.returnLastFrame ? { last_frame_url: teller.lastFrameUrl(task) } : {}),
  };
}

function failureOf({ fault, id }: Task) {
  const code = fault?.does === 'fail' ? fault.code : 'InternalServiceError';
  return { code, message: `The task could not be completed. Request id: ${id}` };
}

const upTo500 = z
  .string()
  .regex(/^\d{1,3}$/u)
  .transform(Number)
  .refine((number) => number >= 1 && number <= 500);

const listQuery = z.object({
  page_num: upTo500.default(1),
  page_size: upTo500.default(20),
  'filter.status': z.enum(taskStates).optional(),
  'filter.model': z.string().optional(),
  'filter.service_tier': z.enum(['default', 'flex']).default('default'),
});

/** A page of the tasks that `readable` has, newest first. Throws ArkRefusal. */
export function pageOf(
  readable: (ids: ReadonlySet<string>) => readonly Task[],
  query: URLSearchParams,
) {
  const parsed = listQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(String(issue?.path[0] ?? 'query'), issue?.message ?? 'it cannot be read');
  }
  const asked = parsed.data;
  const ids = new Set(query.getAll('filter.task_ids'));
  const found = readable(ids).filter(
    ({ state, order }) =>
      state === (asked['filter.status'] ?? state) &&
      order.model === (asked['filter.model'] ?? order.model) &&
      order.serviceTier === asked['filter.service_tier'],
  );
  const start = (asked.page_num - 1) * asked.page_size;
  return { total: found.length, tasks: found.slice(start, start + asked.page_size) };
}
