import { createHash } from 'node:crypto';
import type { CreateCommand } from '../dialects/mechanism.ts';

/**
 * What makes two requests under one idempotency key the same: the decoded command in its dialect,
 * whatever the order of its keys and the spaces between them. Lower-case hex.
 */
export function fingerprint(dialectName: string, command: CreateCommand): string {
  return createHash('sha256')
    .update(dialectName)
    .update('\n')
    .update(JSON.stringify(command, sortKeys))
    .digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
