import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { filmsEnvironment } from '../harness/films.ts';
import type { ServerOptions } from '../harness/server.ts';

/** A command as an operator gives it: its own process, with nothing of this run's environment. */
export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** What is written to its standard input. */
  input?: string;
  /** As of a server. */
  films?: ServerOptions['films'];
}

const bin = fileURLToPath(new URL('../../bin/filmgate.js', import.meta.url));

export interface Running {
  child: ChildProcess;
  /** What it wrote to standard error so far. */
  stderr(): string;
  ended: Promise<Ran>;
}

export function start(args: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...filmsEnvironment(options.films),
      ...options.env,
    },
    cwd: options.cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It may end without reading.
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, stdout, stderr }));
  return { child, stderr: () => stderr, ended };
}

export function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return start(args, options).ended;
}

/** With `--json`: standard output must be one line of JSON and nothing else. */
export async function runJson(
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number | null; answer: unknown; stderr: string }> {
  const { code, stdout, stderr } = await run([...args, '--json'], options);
  if (!/^[^\n]+\n$/.test(stdout)) throw new Error(`not one line: ${stdout}\n${stderr}`);
  return { code, answer: JSON.parse(stdout), stderr };
}
