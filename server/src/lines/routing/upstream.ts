import type { Logger } from 'pino';
import type { LineParts } from '../../making/parts.ts';
import type { Database } from '../../postgres/database.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import type { Settler } from '../../tasks/settle.ts';
import type { JobPool } from '../../work/job-pool.ts';
import type { Line } from '../book/line.ts';
import type { LineAssets } from '../http/line-assets.ts';
import type { TakenCalls } from '../http/rates.ts';
import type { Breakers } from './breaker.ts';
import type { Creates } from './creates.ts';

/** A line that can be sent to now, with its driver. */
export interface Upstream {
  line: Line;
  parts: LineParts;
  /** Takes creates from the line's rate. */
  takeCreates(wanted: number, horizonSeconds: number): Promise<TakenCalls>;
  /** Why it cannot be asked for this at all, in a sentence; null: it can. */
  cannotTake(request: PlannedRequest): string | null;
  /** What makes a request's media assets of the line before it is sent; absent, or null: it takes addresses. */
  assetsFor?(request: PlannedRequest): LineAssets | null;
  creates: Creates;
  /** Tasks whose media this process makes its assets. */
  preparing: Set<string>;
}

export interface LiveParts {
  database: Database;
  settler: Settler;
  log: Logger;
  breakers: Breakers;
  /** Which carry out what is sent, so that an upstream that is slow to answer delays no other. */
  jobs: JobPool;
  /** One of them is free again: what waits for it need not wait for the next turn. */
  freed(): void;
  random(): number;
  nowMs(): number;
  upstreams(): readonly Upstream[];
}
