/** What a simulator is told at its start and can be told anew while it runs. */
import { z } from 'zod';

const perTime = z.number().positive().nullable();

/** A rate of null has no bound. Defaults are the documented limits of an enterprise account. */
export const settingsSchema = z.strictObject({
  /** The only key that is taken; null: any. */
  key: z.string().min(1).nullable(),
  /** How long a task runs, as a share of how long it would: 0.01 makes minutes seconds. */
  timeScale: z.number().positive(),
  /** Every task runs so long instead; it is not scaled. */
  runSeconds: z.number().nonnegative().nullable(),
  /** Tasks of one model that run at the same time. */
  runningAtOnce: z.int().nonnegative(),
  runningAtOnce4k: z.int().nonnegative(),
  /** Tasks of one model that may wait; the real bound is not known. */
  queuedAtMost: z.int().nonnegative().nullable(),
  getPerSecond: perTime,
  listPerSecond: perTime,
  deletePerSecond: perTime,
  /** For each model. */
  createPerMinute: perTime,
  createPerMinute4k: perTime,
  /** Where its result files are said to be, where clients reach it by way of something else. */
  publicUrl: z.url().nullable(),
  /** How long a result file can be fetched. */
  urlSeconds: z.number().positive(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatch = settingsSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatch>;

export const documentedSettings: Settings = {
  key: null,
  timeScale: 1,
  runSeconds: null,
  runningAtOnce: 10,
  runningAtOnce4k: 1,
  queuedAtMost: null,
  getPerSecond: 20,
  listPerSecond: 1,
  deletePerSecond: 20,
  createPerMinute: 600,
  createPerMinute4k: 15,
  publicUrl: null,
  urlSeconds: 86_400,
};
