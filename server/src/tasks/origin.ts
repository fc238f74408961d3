import { base36Id } from '../dialects/ids.ts';
import type { CreateCommand, Dialect } from '../dialects/mechanism.ts';
import { platformCatalogue } from '../dialects/models/platform.ts';

/**
 * Where a request comes from, as far as its task is concerned: which models are sold there, what its
 * fields are called, how media without a role are read, how ids look. Every dialect is one.
 */
export interface Origin extends Pick<
  Dialect,
  'name' | 'catalogue' | 'fields' | 'unsaidRoles' | 'taskId' | 'endUserWord'
> {
  /** By which field a request names where its end is told. */
  callback?: { readonly field: string };
  /** In which field the most that a request may cost is said; absent: in a header. */
  maxCredits?: string;
}

/** Our own doors: fields have the names that they have everywhere inside. */
export const platformOrigin: Origin = {
  name: 'platform',
  catalogue: platformCatalogue,
  fields: {
    flex: 'serviceTier',
    frames: 'frames',
    cameraFixed: 'cameraFixed',
    referenceTask: 'referenceTask',
  },
  unsaidRoles: 'native',
  callback: { field: 'callbackUrl' },
  maxCredits: 'maxCredits',
  taskId: (parts) => `task_${base36Id(parts, 20)}`,
};

/** Refusals speak the words that this create used, where its dialect has several for a field. */
export function asNamed(origin: Origin, { named }: Pick<CreateCommand, 'named'>): Origin {
  return named ? { ...origin, fields: { ...origin.fields, ...named } } : origin;
}

/** What is asked of us alone: no platform has words for these, and no line is told them. */
export interface TaskCommand extends CreateCommand {
  /** The customer's own name for whom it is made. */
  endUser?: string;
  /** Refused where it can cost more. */
  maxCredits?: number;
}
