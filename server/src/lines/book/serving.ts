import type { FamilyName } from '../../generation/families.ts';
import type { ServingLine } from '../../tasks/waiting.ts';
import type { OpenLine } from './registry.ts';

/** The lines that take tasks of a family now, as those who wait for one see them. */
export function servingLines(lines: readonly OpenLine[], family: FamilyName): ServingLine[] {
  return lines.flatMap(({ line }) => {
    const models = line.models.filter((model) => model.family === family);
    if (models.length === 0 || !line.enabled || line.draining) return [];
    // All models of one family share the line's slots for it.
    const tasksMax = models.reduce((sum, model) => sum + (model.tasksMax ?? Infinity), 0);
    return [{ id: line.id, tasksMax, createsPerSecond: line.callRates.create }];
  });
}
