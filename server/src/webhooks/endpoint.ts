import { finalStates } from '../generation/states.ts';
import type { Wake } from '../work/wake.ts';
import type { Database } from '../postgres/database.ts';
import type { Keys } from '../postgres/seal.ts';

/** Of the key that seals their secrets. */
export const endpointSecretPurpose = 'webhook endpoints';

export type KeyMode = 'live' | 'test';

/** An account's webhook endpoint: where it is told of its tasks. */
export interface Endpoint {
  id: string;
  accountId: string;
  /** It is told of tasks of this mode alone: that of the key that made it. */
  mode: KeyMode;
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

/** Of an event that an endpoint's owner asked for to see whether it arrives. */
export const testEventType = 'test.ping';

/** What an endpoint can be told of. A test event it is told of whenever that is asked for. */
export const eventTypes = [
  'task.running',
  'task.succeeded',
  'task.failed',
  'task.cancelled',
  'task.expired',
  'task.refunded',
  testEventType,
] as const;
export type EventType = (typeof eventTypes)[number];

/** What it is told of unless it says otherwise: the final states. */
export const defaultEventTypes: readonly EventType[] = finalStates.map(
  (state) => `task.${state}` as const,
);

/** What the functions about endpoints work with. */
export interface WebhookParts {
  database: Database;
  wake: Wake;
  /** Seal the secrets of endpoints. */
  keys: Keys;
  /** A sentence saying what is wrong with a URL, or null. */
  checkUrl(this: void, url: string): string | null;
}

/**
 * Whose endpoints: whatever is asked of others is answered as if there were none. A key sees those of its own mode;
 * without one, as an operator has none, it is all of the account's.
 */
export interface EndpointOwner {
  accountId: string;
  mode?: KeyMode | undefined;
}

export interface EndpointKey extends EndpointOwner {
  id: string;
}
