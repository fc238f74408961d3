import * as z from 'zod/mini';
import { orElse } from '../../hooks/url-fields.ts';

export const overviewRanges = ['1', '7', '30'] as const;

export const overviewDefaults = { days: '7' as (typeof overviewRanges)[number] };

export const overviewSearch = z.object({
  /** How many days, today included. */
  days: orElse(z.enum(overviewRanges), '7'),
});
