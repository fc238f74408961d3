import { configWarnings, readConfig } from '../../boot/config.ts';
import { createLog } from '../../boot/log.ts';
import { serve, type Role, type Running } from '../../boot/serve.ts';
import { endWithWrapper } from '../../boot/wrapped.ts';
import { endEmbeddedAtOnce } from '../../postgres/embedded/index.ts';
import { print, printJson } from '../printer.ts';
import { signInAdvice, tellable, welcome } from '../welcome.ts';

/** Open work gets this long in all; then the process ends, and what is cut comes back by its lease. */
const stopWithinMs = 9_500;

export async function runServer(role: Role, json: boolean): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  for (const warning of configWarnings(process.env)) log.warn({}, warning);
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.warn({}, 'what is open takes too long and is cut');
      void endEmbeddedAtOnce().finally(() => process.exit(1));
    }, stopWithinMs).unref();
    // A start that fails meanwhile ends the process by itself.
    void starting
      .then((running) => running.stop())
      .then(
        () => process.exit(0),
        () => undefined,
      );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('SIGHUP', stop);
  endWithWrapper();

  const starting = serve(config, role, log);
  announce(await starting, config.dataDir, json);
}

function announce(running: Running, dataDir: string, json: boolean): void {
  const { url, publicUrl, first, unusedOperator } = running;
  const told = first && tellable(first, { dataDir, isTerminal: process.stdout.isTTY });
  if (json) {
    printJson({ listening: url, publicUrl, first: told });
    return;
  }
  if (told) print(welcome(told, publicUrl));
  else if (unusedOperator) print(signInAdvice(unusedOperator));
  print(url === null ? 'Filmgate works.' : `Filmgate listens at ${url}`);
}
