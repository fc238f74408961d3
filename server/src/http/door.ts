import type { CreateCommand, Dialect, ModelOffer } from '../dialects/mechanism.ts';
import type { TaskView } from '../generation/view.ts';

/** Who calls: the only thing that authentication hands on. */
export interface Principal {
  accountId: string;
  keyId: string;
  mode: 'live' | 'test';
  /** The account's price tier. */
  tier: string | null;
}

/** What the dialects' mount needs of the core. Every method throws ProblemError for a refusal. */
export interface Door {
  /** Null: no such key, or revoked. A wrong checksum never reaches the database. */
  authenticate(key: string): Promise<Principal | null>;
  /**
   * Looks the idempotency key up, then calls `decode`; so a replay needs neither credits nor media,
   * and a body that does not decode under a known key is a mismatch.
   */
  create(principal: Principal, order: CreateOrder): Promise<{ view: TaskView; replayed: boolean }>;
  /** Throws task_not_found for missing and foreign ids alike. */
  get(principal: Principal, id: string): Promise<TaskView>;
  /** Throws task_not_found or not_cancellable. */
  cancel(principal: Principal, id: string): Promise<TaskView>;
  models(dialect: Dialect): readonly ModelOffer[];
}

export interface CreateOrder {
  dialect: Dialect;
  idempotencyKey: string | null;
  decode(): CreateCommand;
}
