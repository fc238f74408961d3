import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres } from './server/src/postgres/testing.ts';

/** Where Node.js keeps compiled code by itself: the run starts hundreds of processes of a few programs. */
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

/** One PostgreSQL for the whole run. */
export default startTestPostgres;
