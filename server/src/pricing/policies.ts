/** What an operator decides about sales, beside the prices themselves. */

/** What becomes of a request that is sold for less than it will cost. */
export const belowCostPolicies = ['take', 'warn', 'refuse'] as const;
export type BelowCostPolicy = (typeof belowCostPolicies)[number];

/** Whether live keys are sold the studio's films: `auto`, as long as there is no line at all. */
export const studioSales = ['auto', 'always', 'never'] as const;
export type StudioSales = (typeof studioSales)[number];
