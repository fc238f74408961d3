import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { FirstStart } from '../first-start.ts';
import { serve, type Role, type Running } from '../serve.ts';
import { endWithWrapper } from '../wrapped.ts';
import { CommandError } from './command.ts';

/** `serve`: runs until it is told to stop. */
export function addServeCommand(program: Command): void {
  program
    .command('serve', { isDefault: true })
    .description('run the platform')
    .option('--role <role>', 'all, or only the api, or only the worker', 'all')
    .action(async (options: { role: string }, command: Command) => {
      const json = command.optsWithGlobals<{ json?: boolean }>().json === true;
      await runServer(parseRole(options.role), json);
    });
}

function parseRole(text: string): Role {
  if (text === 'all' || text === 'api' || text === 'worker') return text;
  throw new CommandError(`--role: "${text}" is none of all, api, worker`);
}

/** Open work gets this long in all; then the process ends, and what is cut comes back by its lease. */
const stopWithinMs = 9_500;

async function runServer(role: Role, json: boolean): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  let running: Running | null = null;
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.warn({}, 'what is open takes too long and is cut');
      process.exit(1);
    }, stopWithinMs).unref();
    void (running?.stop() ?? Promise.resolve()).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('SIGHUP', stop);
  endWithWrapper();

  running = await serve(config, role, log);
  announce(running, json);
}

function announce({ url, publicUrl, first }: Running, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ listening: url, publicUrl, first })}\n`);
    return;
  }
  if (first) process.stdout.write(describeFirst(first, publicUrl));
  process.stdout.write(url === null ? 'Filmgate works.\n' : `Filmgate listens at ${url}\n`);
}

function describeFirst({ account, liveKey, testKey, admin }: FirstStart, url: string): string {
  return `
Welcome to Filmgate. This is shown once; keep what you need.

  Account    ${account.name}, with ${String(account.credits)} credits
  Live key   ${liveKey}
  Test key   ${testKey}  (free)
  Admin      ${admin.name} / ${admin.password}

Make a video:

  curl -X POST ${url}/api/open/v1/video/generations \\
    -H 'Authorization: Bearer ${liveKey}' \\
    -H 'Content-Type: application/json' \\
    -d '{"model": "seedance-2.0", "prompt": "A river flowing through an autumn forest, aerial view", "duration": 5, "resolution": "720p"}'

and read it with the requestId that this answers, until it has succeeded:

  curl ${url}/api/open/v1/video/generations/REQUEST_ID \\
    -H 'Authorization: Bearer ${liveKey}'

`;
}
