import { base36Id } from '../dialects/ids.ts';
import type { CreateCommand, Dialect } from '../dialects/mechanism.ts';
import { platformCatalogue } from '../dialects/models/platform.ts';

/**
 * Where a request comes from, as far as its task is concerned: which models are sold there, what its
 * fields are called, how media without a role are read, how ids look. Every dialect is one.
 */
export type Origin = Pick<
  Dialect,
  'name' | 'catalogue' | 'fields' | 'unsaidRoles' | 'taskId' | 'callback'
>;

/** Our own doors: fields have the names that they have everywhere inside. */
export const platformOrigin: Origin = {
  name: 'platform',
  catalogue: platformCatalogue,
  fields: {},
  unsaidRoles: 'native',
  taskId: (parts) => `task_${base36Id(parts, 20)}`,
};

/** Refusals speak the words that this create used, where its dialect has several for a field. */
export function asNamed(origin: Origin, { named }: Pick<CreateCommand, 'named'>): Origin {
  return named ? { ...origin, fields: { ...origin.fields, ...named } } : origin;
}
