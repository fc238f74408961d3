import { pino } from 'pino';
import { createServer, serverDefaults } from '../server.ts';
import type { ServerConfig, ServerOptions } from '../server.ts';
import { memoryDoor } from './memory-door.ts';
import { toyDialect } from './toy-dialect.ts';

/** A server over a door in memory that speaks the toy dialect, with what a test wants different. */
export function testServer(
  options: Partial<Omit<ServerOptions, 'config'>> & { config?: Partial<ServerConfig> } = {},
) {
  return createServer({
    door: memoryDoor(),
    dialects: [toyDialect],
    media: { open: async () => ({ status: 404, headers: {} }) },
    health: { ready: async () => ({ database: true }) },
    log: pino({ level: 'silent' }),
    ...options,
    config: { ...serverDefaults, drainLingerMs: 0, ...options.config },
  });
}
