import { pino } from 'pino';
import { dialects } from '../../dialects/index.ts';
import { createServer, serverDefaults } from '../server.ts';
import type { ServerConfig, ServerOptions } from '../server.ts';
import { memoryDoor } from './memory-door.ts';

const noUploads = {
  temporaryPath(): never {
    throw new Error('this test takes no files');
  },
  checkRoom: () => Promise.reject(new Error('this test takes no files')),
  writing: () => Promise.reject(new Error('this test takes no files')),
};

/** A server over a door in memory that speaks every dialect, with what a test wants different. */
export function testServer(
  options: Partial<Omit<ServerOptions, 'config'>> & { config?: Partial<ServerConfig> } = {},
) {
  return createServer({
    door: memoryDoor(),
    platform: { routes: [], drain: () => undefined },
    dialects,
    media: {
      open: async () => ({ status: 404, headers: {} }),
      openNamed: async () => ({ status: 404, headers: {} }),
    },
    uploads: noUploads,
    callbacks: { attemptAt: () => null, tell: () => Promise.resolve() },
    health: { ready: async () => ({ database: true }) },
    log: pino({ level: 'silent' }),
    ...options,
    config: { ...serverDefaults, drainLingerMs: 0, ...options.config },
  });
}
