import { pino } from 'pino';
import { dialects } from '../../dialects/index.ts';
import type { BrowserSessions, Visit } from '../browser-sessions.ts';
import type { PlatformApi } from '../platform/mount.ts';
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

export const noVisit: Visit = {
  address: '127.0.0.1',
  userAgent: '',
  language: 'en',
  token: null,
  keepSession: () => undefined,
};

/** Nobody signs in. */
const noSessions: BrowserSessions = {
  enter: () => Promise.resolve(null),
  lookAgain: () => Promise.resolve(null),
  refuseOtherPages: () => undefined,
  visit: () => noVisit,
};

/** Nothing but these routes, nobody who has signed in, and keys that nobody has used before. */
export function platformOf(routes: PlatformApi['routes']): PlatformApi {
  const turn = { known: null, keep: () => undefined, end: () => undefined };
  return {
    routes,
    sessions: noSessions,
    earlier: { take: async () => turn },
    drain: () => undefined,
  };
}

/** A server over a door in memory that speaks every dialect, with what a test wants different. */
export function testServer(
  options: Partial<Omit<ServerOptions, 'config'>> & { config?: Partial<ServerConfig> } = {},
) {
  return createServer({
    door: memoryDoor(),
    platform: platformOf([]),
    dialects,
    media: {
      open: async () => ({ status: 404, headers: {} }),
      openNamed: async () => ({ status: 404, headers: {} }),
    },
    uploads: noUploads,
    callbacks: { attemptAt: () => null, tell: () => Promise.resolve() },
    health: { ready: async () => ({ database: true }) },
    requests: { count: () => undefined, write: () => undefined },
    console: null,
    log: pino({ level: 'silent' }),
    ...options,
    config: { ...serverDefaults, drainLingerMs: 0, ...options.config },
  });
}
