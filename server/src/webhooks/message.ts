import type { Dialect } from '../dialects/mechanism.ts';
import { creditsOf } from '../generation/money.ts';
import { clientState, taskStates } from '../generation/states.ts';
import type { TaskView } from '../generation/view.ts';
import { writeJson } from '../generation/written-json.ts';
import { isoTime } from '../dialects/values.ts';
import { platformOrigin } from '../tasks/origin.ts';
import { toView, type TaskRow } from '../tasks/rows.ts';
import { shortenedTo, taskJson, viewInState, viewRefunded } from '../tasks/task-json.ts';
import type { Refund } from './deliveries.ts';
import { hmacHex, standardHeaders, type WebhookSecret, type WebhookSecrets } from './sign.ts';

/** What is said to receivers, and under which headers. */

export interface Message {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface MessageParts {
  dialects: ReadonlyMap<string, Dialect>;
  /** Of an account's callbacks, the present one first; behind it those from before a rotation, while they are valid. */
  secretsOf(this: void, accountId: string): WebhookSecrets;
  /** The absolute URL of a file name. */
  sign(this: void, fileName: string): string;
}

/** Standard Webhooks asks for bodies below 20 kB. */
const bodyBytesMax = 20_000;
const taskBytesMax = bodyBytesMax - 200;

/**
 * For the address that the request named: in the words of its dialect, with both kinds of signatures, or, of a task
 * of our own API, as an endpoint would be told. Null where the dialect has no words for it.
 */
export function callbackMessage(
  parts: MessageParts,
  delivery: { id: string; url: string; task: TaskRow },
  atMs: number,
): Message | null {
  const { task } = delivery;
  if (task.dialect === platformOrigin.name) return ownCallback(parts, delivery, atMs);
  const callback = parts.dialects.get(task.dialect)?.callback;
  if (!callback) return null;
  const secrets = parts.secretsOf(task.account_id);
  const [current, ...formers] = secrets;
  // Of a header with room for one signature: whose receiver has heard of no rotation goes on as it is.
  const oldest = formers.at(-1) ?? current;
  const rawBody = writeJson(callback.body(toView(task, parts.sign)));
  const signed = { rawBody, deliveryId: delivery.id, atSeconds: Math.floor(atMs / 1000) };
  return {
    url: delivery.url,
    body: rawBody,
    headers: {
      ...plainHeaders,
      ...standardHeaders(secrets, signed),
      ...callback.headers({ ...signed, hmacHex: (text) => hmacHex(oldest, text) }),
    },
  };
}

function ownCallback(
  { secretsOf, sign }: MessageParts,
  { id, url, task }: { id: string; url: string; task: TaskRow },
  atMs: number,
): Message {
  const event: EndpointEvent = {
    id,
    endpointId: null,
    url,
    secrets: secretsOf(task.account_id),
    type: `task.${clientState(task.state)}`,
    happenedAtMs: Math.floor(task.finished_ms ?? atMs),
    task,
    refund: null,
  };
  return endpointMessage(sign, event, atMs);
}

export interface EndpointEvent {
  /** Of the delivery. */
  id: string;
  /** Null: it goes to the address that a request named. */
  endpointId: string | null;
  url: string;
  secrets: readonly WebhookSecret[];
  type: string;
  happenedAtMs: number;
  /** Null for a test event. */
  task: TaskRow | null;
  /** Null where it tells of none. */
  refund: Refund | null;
}

/** For an endpoint: Standard Webhooks 1.0.0, with the task as it stood when the event happened. */
export function endpointMessage(
  sign: MessageParts['sign'],
  event: EndpointEvent,
  atMs: number,
): Message {
  const data = event.task
    ? dataOf(event, toView(event.task, sign))
    : { endpointId: event.endpointId };
  const rawBody = writeJson({
    type: event.type,
    timestamp: isoTime(event.happenedAtMs),
    data,
  });
  const signed = { rawBody, deliveryId: event.id, atSeconds: Math.floor(atMs / 1000) };
  return {
    url: event.url,
    body: rawBody,
    headers: { ...plainHeaders, ...standardHeaders(event.secrets, signed) },
  };
}

function dataOf({ type, happenedAtMs, refund }: EndpointEvent, view: TaskView): object {
  if (refund) {
    const refunded = viewRefunded(view, refund.soFarMicros, happenedAtMs);
    const data = shortenedTo(taskBytesMax, taskJson(refunded));
    return { ...data, refundedNowCredits: creditsOf(refund.nowMicros) };
  }
  const state = taskStates.find((one) => type === `task.${one}`);
  const then = state ? viewInState(view, clientState(state), happenedAtMs) : view;
  return shortenedTo(taskBytesMax, taskJson(then));
}

const plainHeaders = {
  'content-type': 'application/json',
  'user-agent': 'Filmgate-Webhooks/1',
};
