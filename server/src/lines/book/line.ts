import type { AssetWay } from '../../dialects/mechanism.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { InputMode, Ratio, Resolution } from '../../generation/request.ts';
import type { PriceForm } from '../../pricing/book.ts';
import type { BodyForm } from './wire-body.ts';

/** A line as data: an upstream account reached in one of the dialects. */
export interface Line {
  /** `line_` and 20 letters and digits. Attempts name it, so it never changes. */
  id: string;
  /** For people; unique. */
  name: string;
  dialect: string;
  /** Without a slash at the end; the operations' paths follow it, as `urlAt` has it. */
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
  /** The upstream honours `Idempotency-Key`: a create whose answer was lost is sent again with the same one. */
  resendLost: boolean;
  /** What fails there by the upstream's own fault may be made by another line, once. */
  rerunFailed: boolean;
  /** What becomes of a cancel that it cannot carry out; null: as the task’s own dialect promises. */
  cancel: 'refuse' | 'absorb' | null;
  /** After so long without a word of it, an attempt is given up: its task fails and is not charged. */
  unknownHours: number;
  /** Grows with every change. */
  version: number;
}

/**
 * What a line serves: an engine family under its own name for it. Its limits are those of the model of
 * this name where its platform's are known, else those of the family, but for what is said here.
 */
export interface LineModel {
  family: FamilyName;
  /** As the line's dialect names it. */
  upstreamName: string;
  resolutions?: readonly Resolution[];
  ratios?: readonly Ratio[];
  modes?: readonly InputMode[];
  seconds?: { least: number; most: number };
  /** Whether it can make sound. */
  audioOut?: boolean;
  /** Whether it has the flex tier: relays may not hand it on. */
  flex?: boolean;
  /** Whether its platform reads a field that says whether there is to be sound. */
  audioChoice?: boolean;
  /** Most of each kind. */
  references?: { images?: number; videos?: number; audios?: number };
  /** Most tasks at once; null: the line says nothing of it. */
  tasksMax: number | null;
  /** Of them, most at once at a resolution. */
  tasksMaxAt?: Partial<Record<Resolution, number>>;
  /** What it costs us, by its own price list; null: not known. */
  cost: LineCost | null;
  /** Its documents say that what fails is not billed. Where they do not, nobody knows what a failure costs. */
  billsOnlySuccesses?: boolean;
  /** How tasks name media: by our signed address, which is usual, or as assets of the line's own account. */
  media?: 'url' | AssetWay;
  /** How a create is sent where the dialect takes both; JSON where nothing is said. */
  createsAs?: BodyForm;
}

/** In the form of the price book, amounts in money: `"0.20 USD"`, `"46 CNY"`. */
export type LineCost = PriceForm;

/** Null where its tasks name media by our addresses. */
export function assetWayOf({ media = 'url' }: LineModel): AssetWay | null {
  return media === 'url' ? null : media;
}

/** Calls a second, fractions allowed. */
export interface CallRates {
  create: number;
  get: number;
  list: number;
  cancel: number;
}
export type CallKind = keyof CallRates;
