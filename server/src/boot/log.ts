import { pino, type Logger } from 'pino';
import type { Config } from './config.ts';

/** Logs are JSON lines on standard error; standard output is for what a command answers. */
export function createLog(level: Config['logLevel']): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // A secret has no business in a log line; these are the places where one could slip in.
      redact: ['*.authorization', '*.key', '*.secret', 'authorization', 'key', 'secret'],
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination({ fd: 2, sync: false }),
  );
}
