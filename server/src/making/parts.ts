import type { Logger } from 'pino';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import type { FamilyName } from '../generation/families.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import type { TakeStills } from '../media/stills.ts';
import type { MediaStore } from '../media/store/store.ts';
import type { Settler } from '../tasks/settle.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { LineDriver, Output, Unmeasured } from './driver.ts';
import type { NamesOfFields } from './field-names.ts';
import type { Lengths } from './lengths.ts';
import type { Troubles } from './troubles.ts';

/** What the five steps work with. */
export interface LineParts {
  database: Database;
  driver: LineDriver;
  settler: Settler;
  store: MediaStore;
  /** For what a line made elsewhere. */
  fetch: Pick<GuardedFetch, 'download'>;
  /** By a child process, unless told. */
  takeStills?: TakeStills;
  wake: Wake;
  /** Of an attempt, for whoever chooses among lines. */
  ended(family: FamilyName, end: LineEnd): void;
  lengths: Lengths;
  costs: AttemptCosts;
  /** Absent where the line is given requests in our own words. */
  names?: NamesOfFields;
  /** What fails by the line's own fault, unbilled, may be made by another one, once. */
  rerunFailed: boolean;
  patience: Patience;
  trouble: Troubles['note'];
  log: Logger;
}

/** A holder that says nothing for so long is taken for dead, and its claims are claimed again. */
export const leaseSeconds = 30;

/** How often a task is tried before it fails; nothing of what came to nothing is charged. */
export interface Patience {
  /** Attempts that were refused in passing, or crashed. */
  faultsMax: number;
  /** All attempts, those that a restart interrupted included: a task that ends its process must end. */
  attemptsMax: number;
}

/** What goes wrong here goes wrong because of the task, or not at all. */
export const studioPatience: Patience = { faultsMax: 4, attemptsMax: 20 };

/** Upstreams have bad hours: a task waits for them to end, as long as it may wait at all. */
export const linePatience: Patience = { faultsMax: 10_000, attemptsMax: 10_000 };

/** `accepted` and `refused` are answers to a create; `succeeded` and `failed` final outcomes. */
export type LineEnd = 'accepted' | 'refused' | 'succeeded' | 'failed';

/** What attempts on one line cost; null: not known. Micro-credits. */
export interface AttemptCosts {
  /** Before the fact. */
  expected(request: PlannedRequest): bigint | null;
  succeeded(request: PlannedRequest, made: Output | Unmeasured): bigint | null;
  /** `billed`: the upstream says that it charges for it all the same. */
  failed(request: PlannedRequest, billed: boolean): bigint | null;
}
