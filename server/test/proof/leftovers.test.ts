import { vi } from 'vitest';

/** What `server/test/start/leftovers.test.ts` holds after two restarts, after ten. */
vi.stubEnv('RESTARTS', '10');
await import('../start/leftovers.test.ts');
vi.unstubAllEnvs();
