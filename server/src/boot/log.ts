import { pino, type Logger } from 'pino';
import { withoutAddressSecrets } from '../generation/address-secrets.ts';
import type { Config } from './config.ts';

/** Logs are JSON lines on standard error; standard output is for what a command answers. */
export function createLog(
  level: Config['logLevel'],
  destination: Parameters<typeof pino>[1] = pino.destination({ fd: 2, sync: false }),
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // A secret has no business in a log line; these are the places where one could slip in.
      redact: ['*.authorization', '*.key', '*.secret', 'authorization', 'key', 'secret'],
      serializers: { error: errorFacts, err: errorFacts },
      hooks: { streamWrite: withoutAddressSecrets },
    },
    destination,
  );
}

/** PostgreSQL tells in `detail` the whole row that it refused, with all that a customer has written. */
function errorFacts(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { detail: _row, ...facts } = pino.stdSerializers.err(error);
  return facts;
}
