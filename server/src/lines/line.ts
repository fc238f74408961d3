import type { FamilyName } from '../generation/families.ts';
import type { Mode, Resolution } from '../generation/request.ts';

/** A line as data: an upstream account reached in one of the dialects. */
export interface Line {
  /** `line_` and 20 letters and digits. Attempts name it, so it never changes. */
  id: string;
  /** For people; unique. */
  name: string;
  dialect: string;
  /** Without a slash at the end; the operations' paths follow it. */
  baseUrl: string;
  models: readonly LineModel[];
  /** The higher one is asked first. */
  priority: number;
  /** Shares the tasks among lines of one priority. */
  weight: number;
  callRates: CallRates;
  /** Whether tasks carry our callback address to it. */
  callbacks: boolean;
  allowPrivateHost: boolean;
  enabled: boolean;
  /** Takes no new tasks; what it has is followed to its end. */
  draining: boolean;
}

/** What a line serves: an engine family under its own name for it, within its own limits. */
export interface LineModel {
  family: FamilyName;
  /** As the line's dialect names it. */
  upstreamName: string;
  /** Narrower than the family's where given. */
  resolutions?: readonly Resolution[];
  modes?: readonly Mode[];
  seconds?: { least: number; most: number };
  /** Most tasks at once; null: the line says nothing of it. */
  tasksMax: number | null;
  /** What it costs us, by its own price list; null: not known. */
  cost: LineCost | null;
}

/** In the form of the price book, amounts as it writes them (`"0.20 USD"`, `"46 CNY"`). */
export interface LineCost {
  per: 'second' | 'task' | 'million_tokens';
  rates: Partial<Record<Resolution, string>>;
  ratesWithVideo?: Partial<Record<Resolution, string>>;
}

/** Calls a second, fractions allowed. */
export interface CallRates {
  create: number;
  get: number;
  list: number;
  cancel: number;
}
export type CallKind = keyof CallRates;

/** For so long platforms keep the records of tasks, and so far lists reach back (Ark: seven days). */
export const recordSeconds = 604_800;
