/** What a client names: a model is sold on top of an engine family, with its own limits and price. */
import type { Defaults, Limits } from './abilities.ts';
import { greatest } from './extremes.ts';
import type { FamilyName } from './families.ts';
import type { Resolution } from './request.ts';

export interface Model {
  /** As clients write it. */
  name: string;
  /** As a price list shows it. */
  title: string;
  /** Other names for the same thing, such as dated ones. */
  aliases: readonly string[];
  family: FamilyName;
  /** Where another family serves a resolution, so that all that the platform documents can be made. */
  familyAt: Partial<Record<Resolution, FamilyName>>;
  /** In full, and checked instead of the family's: may be narrower or wider. */
  limits: Limits;
  defaults: Defaults;
  /** Its entry in the price book. */
  priceName: string;
}

/** Whatever has limits and a name for them: a model that is sold, or one that a line serves. */
export type Bounded = Pick<Model, 'name' | 'limits'>;

/** The family that makes this model's videos at a resolution. */
export function familyOf(model: Model, resolution: Resolution): FamilyName {
  return model.familyAt[resolution] ?? model.family;
}

/** The longest output, at which an open length is quoted. */
export function longestSeconds(model: Model): number {
  return greatest(model.limits.seconds);
}
