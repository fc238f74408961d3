import type { FamilyName } from '../generation/families.ts';
import type { Resolution } from '../generation/request.ts';
import type { LineModel } from './line.ts';

/** Most tasks at once; null: the line has no such bound. */
export interface SlotBounds {
  /** Of the family. */
  tasksMax: number | null;
  /** Of them, at the resolution. */
  tasksMaxHere: number | null;
}

/** Of all models of one family together: the line's tasks are counted by family, not by model. */
export function slotBounds(
  models: readonly LineModel[],
  family: FamilyName,
  resolution: Resolution,
): SlotBounds {
  const serving = models.filter((model) => model.family === family);
  return {
    tasksMax: sumOf(serving.map((model) => model.tasksMax)),
    tasksMaxHere: sumOf(
      serving.map(({ tasksMax, tasksMaxAt }) => tasksMaxAt?.[resolution] ?? tasksMax),
    ),
  };
}

/** Null where one of them has no bound. */
function sumOf(bounds: readonly (number | null)[]): number | null {
  return bounds.reduce<number | null>(
    (sum, bound) => (sum === null || bound === null ? null : sum + bound),
    0,
  );
}
