import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thisMachineAlone } from '../interop/shell.ts';
import { bin } from '../harness/server.ts';

/** A shell into which commands are pasted as a page prints them. */
export interface Shell {
  /** Where its commands run. */
  folder: string;
  /** Resolves with what it wrote to standard output; throws where it ends badly. */
  run(command: string, input?: string): Promise<string>;
  /** Of a command that goes on: resolves with what it wrote once it listens. It ends with the shell. */
  start(command: string): Promise<string>;
  close(): Promise<void>;
}

export interface ShellOptions {
  folder: string;
  env: Readonly<Record<string, string>>;
  /** Where `start` starts; without it the same folder. */
  root?: string;
}

/** Starting npx takes as long as the command itself, and `server/test/commands/npx.test.ts` shows that it finds it. */
const npx = `#!/bin/sh
[ "$1" = filmgate ] || { echo "npx knows no $1 here" >&2; exit 127; }
shift
exec '${process.execPath}' '${bin}' "$@"
`;
const filmgate = `#!/bin/sh
exec '${process.execPath}' '${bin}' "$@"
`;
/** What a test of a command needs of curl, without a word in the command. */
const curlSettings = 'silent\nshow-error\nfail-with-body\n';

export async function openShell({ folder, env, root = folder }: ShellOptions): Promise<Shell> {
  const programs = join(folder, '.programs');
  await mkdir(programs, { recursive: true });
  for (const [name, text] of Object.entries({ npx, filmgate })) {
    await writeFile(join(programs, name), text);
    await chmod(join(programs, name), 0o755);
  }
  await writeFile(join(programs, '.curlrc'), curlSettings);
  const environment = {
    HOME: folder,
    CURL_HOME: programs,
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    ...thisMachineAlone,
    ...env,
  };
  /** As a shell keeps them for the commands that follow. */
  const exports: string[] = [];
  const running: ChildProcess[] = [];

  function spawnShell(command: string, cwd: string): ChildProcess & Spoken {
    const script = [...exports, command].join('\n');
    const child = spawn('sh', ['-c', script], { cwd, env: environment, detached: true });
    const spoken = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      spoken.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      spoken.stderr += chunk.toString();
    });
    return Object.assign(child, { spoken });
  }

  return {
    folder,
    async run(command, input = '') {
      if (command.startsWith('export ')) exports.push(command);
      const child = spawnShell(command, folder);
      // It may end without reading.
      child.stdin?.on('error', () => undefined).end(input);
      await once(child, 'close');
      if (child.exitCode === 0) return child.spoken.stdout;
      throw new Error(saidBy(command, child));
    },
    async start(command) {
      const child = spawnShell(command, root);
      running.push(child);
      const ended = once(child, 'close');
      while (!child.spoken.stdout.includes('Filmgate listens at')) {
        const next = child.stdout ? once(child.stdout, 'data') : ended;
        if ((await Promise.race([next, ended.then(() => null)])) === null) {
          throw new Error(saidBy(command, child));
        }
      }
      return child.spoken.stdout;
    },
    async close() {
      for (const child of running) {
        const hasEnded = child.exitCode !== null || child.signalCode !== null;
        if (hasEnded || child.pid === undefined) continue;
        const ended = once(child, 'close');
        process.kill(-child.pid, 'SIGTERM');
        await ended;
      }
    },
  };
}

interface Spoken {
  spoken: { stdout: string; stderr: string };
}

const saidBy = (command: string, { exitCode, spoken }: ChildProcess & Spoken): string =>
  `${command}\nended with ${String(exitCode)}:\n${spoken.stdout}${spoken.stderr}`;
