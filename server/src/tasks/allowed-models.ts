import { refuse } from '../generation/problems.ts';
import type { Draft } from './plan.ts';

/** Refuses what a key may not make. By the name that the client wrote, the model's own or that of its engine. */
export function checkModelAllowed(
  allowed: ReadonlySet<string> | null | undefined,
  { ask, model, origin }: Draft,
): void {
  if (!allowed || [ask.model, model.name, model.family].some((name) => allowed.has(name))) return;
  const field = origin.fields.model ?? 'model';
  throw refuse(
    'forbidden',
    `${field}: this key may not use ${ask.model}: use ${[...allowed].join(' or ')}, or have it added to the key.`,
    { field },
  );
}
