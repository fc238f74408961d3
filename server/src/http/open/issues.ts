import type { z } from 'zod';
import { refuse } from '../../generation/problems.ts';

/** Throws invalid_parameter for the first thing that the schema finds wrong. */
export function refuseInvalid(schema: z.ZodType, value: unknown): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw refuse('invalid_parameter', `${field}: ${issue?.message ?? 'not valid'}`, { field });
}
