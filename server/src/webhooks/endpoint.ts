import { finalStates } from '../generation/states.ts';
import type { Wake } from '../postgres/wake.ts';
import type { Database } from '../postgres/database.ts';

/** Of the key that seals their secrets. */
export const endpointSecretPurpose = 'webhook endpoints';

/** An account's webhook endpoint: where it is told of its tasks. */
export interface Endpoint {
  id: string;
  accountId: string;
  url: string;
  description: string;
  types: readonly EventType[];
  enabled: boolean;
  /** Its owner's wish, its own answer 410, or five days of failures; null while it is enabled. */
  disabledBecause: 'owner' | 'gone' | 'failing' | null;
  /** Since when nothing got through; null while it does. Milliseconds since 1970, as all times here. */
  failingSinceMs: number | null;
  /** Until when deliveries are signed with the secret before a rotation as well. */
  formerSecretUntilMs: number | null;
  createdAtMs: number;
  updatedAtMs: number;
}

/** What an endpoint can be told of. */
export const eventTypes = [
  'task.running',
  'task.succeeded',
  'task.failed',
  'task.cancelled',
  'task.expired',
  'task.refunded',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What it is told of unless it says otherwise: the final states. */
export const defaultEventTypes: readonly EventType[] = finalStates.map(
  (state) => `task.${state}` as const,
);

/** Of an event that an endpoint's owner asked for to see whether it arrives. */
export const testEventType = 'test.ping';

/** What the functions about endpoints work with. */
export interface WebhookParts {
  database: Database;
  wake: Wake;
  /** Seals the secrets of endpoints. */
  key: Buffer;
  /** A sentence saying what is wrong with a URL, or null. */
  checkUrl(this: void, url: string): string | null;
}

/** One endpoint of one account: whatever is asked of another one's is answered as if there were none. */
export interface EndpointKey {
  accountId: string;
  id: string;
}
