import type { CallRates, LineModel } from './line.ts';

export interface Preset {
  title: string;
  dialect: string;
  /** Null: only the operator knows it. */
  baseUrl: string | null;
  /** Empty: only the operator knows what it serves. */
  models: readonly LineModel[];
  /** Known as well, and served where the operator names them. */
  others?: readonly LineModel[];
  /** What holds for a model that an operator names and nobody here knows. */
  unknown?: Partial<Omit<LineModel, 'family' | 'upstreamName'>>;
  /** Its other names are endpoints of the same models, with the same limits and prices. */
  namesEndpoints?: boolean;
  callRates: CallRates;
  /** See `Line`. */
  resendLost?: boolean;
}
