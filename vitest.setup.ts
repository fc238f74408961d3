import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './server/src/postgres/testing.ts';

/** Where Node.js keeps compiled code by itself: the run starts hundreds of processes of a few programs. */
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

/** One PostgreSQL for the whole run, where anything is run that may ask for it. */
export default async function start({
  vitest,
}: TestProject): Promise<(() => Promise<void>) | undefined> {
  return vitest.projects.some(({ name }) => name !== 'unit') ? startTestPostgres() : undefined;
}
