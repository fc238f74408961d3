/** What the control door takes and tells, for both of its sides. */
import { z } from 'zod';
import { faultSchema } from './faults.ts';
import { taskStates } from './task.ts';

export const clockMove = z.strictObject({
  /** Everything that the simulator lives by moves on: tasks, expiry, URLs. */
  advanceSeconds: z.number().nonnegative().optional(),
  /** From now on it tells times that are so far off; negative is behind. */
  skewSeconds: z.number().optional(),
});
export type ClockMove = z.infer<typeof clockMove>;

export const doorMove = z.strictObject({ open: z.boolean() });

/** A create that was carried out, whatever became of its answer. */
export const ledgerEntry = z.object({
  ordinal: z.int(),
  id: z.string(),
  model: z.string(),
  prompt: z.string(),
  resolution: z.string(),
  seconds: z.number(),
  safetyIdentifier: z.string().nullable(),
  callbackUrl: z.string().nullable(),
  acceptedAtMs: z.number(),
  startedAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  state: z.enum(taskStates),
  /** Deleted by the client. */
  removed: z.boolean(),
  /** An answer with its id was sent in full. */
  idTold: z.boolean(),
  /** What was set to go wrong with it. */
  fault: z.string().nullable(),
  /** Paid for at the upstream: of what succeeded, by the true formula; else 0. */
  billedTokens: z.int(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

export const setFault = z.object({ number: z.int(), fault: faultSchema, happened: z.int() });

/** The first line that the program prints. */
export const started = z.object({ url: z.url(), controlUrl: z.url(), seed: z.int() });
