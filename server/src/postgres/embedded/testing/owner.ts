/**
 * A process that owns an embedded PostgreSQL, for tests that kill it.
 * Says on one line how its start went, and stops at SIGTERM.
 */
import { flushCompileCache } from 'node:module';
import { AlreadyRunningError, startEmbeddedPostgres } from '../index.ts';
import type { OwnerReport } from './support.ts';

const [dataDirectory = ''] = process.argv.slice(2);

function say(report: OwnerReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

try {
  const running = await startEmbeddedPostgres({ dataDirectory, log: () => undefined });
  const { pid, connection } = running;
  process.once('SIGTERM', () => void running.stop());
  say({ outcome: 'started', pid, connection });
  // Most of them are killed, and would leave nothing to the next.
  flushCompileCache();
} catch (error) {
  if (!(error instanceof AlreadyRunningError)) throw error;
  say({ outcome: 'refused', owner: error.pid, message: error.message });
}
