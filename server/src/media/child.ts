import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';

/**
 * Native code that touches a stranger's bytes, and every rendering, runs in a child process with
 * limits: a crash there ends one job, never the server. One process serves one job.
 *
 * The child's module calls `serveParent` with its work. Nothing of it outlives us: the child ends
 * when the channel to its parent closes, however the parent died.
 */
export interface ChildJob {
  /** Module that calls `serveParent`. */
  entry: URL;
  /** Structured-cloneable; sent once. */
  input: unknown;
  timeoutMs: number;
  /** Resident memory above which the child is killed (looked at four times a second on Linux). */
  memoryMegabytes: number;
  signal?: AbortSignal;
  /** Whatever the work passes to `tell`. */
  onMessage?(message: unknown): void;
  /** Pid of the child, for those who watch it. */
  onStart?(pid: number): void;
}

export type ChildEnd = 'timeout' | 'memory' | 'aborted' | 'crashed' | 'failed';

/** `failed`: the work threw, and `message` is its words. The other ends are the process's. */
export class ChildError extends Error {
  override readonly name = 'ChildError';
  readonly end: ChildEnd;
  /** Of the system, where it said no to starting the child or to the work; else empty. */
  readonly code: string;
  constructor(end: ChildEnd, message: string, code = '') {
    super(message);
    this.end = end;
    this.code = code;
  }
}

type Up = { tell: unknown } | { done: unknown } | { failed: string; code: string };

const memoryLookMs = 250;

/** Resolves with what the work returned; rejects with ChildError. Returns after the process has ended. */
export function runInChild(job: ChildJob): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (job.signal?.aborted) {
      reject(new ChildError('aborted', 'aborted before it started'));
      return;
    }
    let child: ChildProcess;
    try {
      child = startChild(job);
    } catch (error) {
      reject(new ChildError('crashed', `could not be started: ${wordsOf(error)}`, codeOf(error)));
      return;
    }
    let outcome: { value: unknown } | ChildError | undefined;
    let words = '';
    const kill = (end: ChildEnd, message: string): void => {
      outcome ??= new ChildError(end, message);
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => {
      kill('timeout', `took longer than ${String(job.timeoutMs)} ms`);
    }, job.timeoutMs);
    const memoryTimer = setInterval(() => {
      const megabytes = residentMegabytes(child.pid);
      if (megabytes > job.memoryMegabytes) {
        kill('memory', `used ${String(megabytes)} MB, more than ${String(job.memoryMegabytes)} MB`);
      }
    }, memoryLookMs);
    const onAbort = (): void => {
      kill('aborted', 'aborted');
    };
    job.signal?.addEventListener('abort', onAbort, { once: true });
    child.stderr?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-2000);
    });
    child.on('message', (message: Up) => {
      if ('tell' in message) job.onMessage?.(message.tell);
      else if ('done' in message) outcome ??= { value: message.done };
      else outcome ??= new ChildError('failed', message.failed, message.code);
    });
    child.on('error', (error) => {
      outcome ??= new ChildError('crashed', error.message, codeOf(error));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      clearInterval(memoryTimer);
      job.signal?.removeEventListener('abort', onAbort);
      outcome ??= new ChildError(
        'crashed',
        `ended with ${signal ?? `code ${String(code)}`}: ${words.trim()}`,
      );
      if (outcome instanceof ChildError) reject(outcome);
      else resolve(outcome.value);
    });
    if (child.pid !== undefined) job.onStart?.(child.pid);
    child.send({ input: job.input });
  });
}

function startChild(job: ChildJob): ChildProcess {
  const compiled = getCompileCacheDir();
  return fork(job.entry, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Nothing of our configuration (secrets, addresses) is for code that reads strangers' bytes.
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: '',
      // Without it a child compiles its modules anew, which takes longer than most of its work.
      ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }),
    },
    execArgv: ['--max-old-space-size=' + String(job.memoryMegabytes), '--no-warnings'],
  });
}

/** For the child's module: does the work once, answers, and ends the process. */
export function serveParent(work: ChildWork): void {
  // Ctrl-C in a terminal reaches every process in front: what it means is for the parent to say.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => process.exit(1));
  process.once('message', (message: { input: unknown }) => {
    void answerWork(work, message.input);
  });
}

export type ChildWork = (input: unknown, tell: (message: unknown) => void) => Promise<unknown>;

async function answerWork(work: ChildWork, input: unknown): Promise<void> {
  let end: Up;
  try {
    const value = await work(input, (told) => {
      sendUp({ tell: told });
    });
    end = { done: value };
  } catch (error) {
    end = { failed: wordsOf(error), code: codeOf(error) };
  }
  sendUp(end, () => process.exit(0));
}

function sendUp(message: Up, then?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => then?.());
  else process.exit(1);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** From the kernel's own kilobytes: sizes in pages would depend on the machine's page size. */
function residentMegabytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'latin1');
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
    return Math.round(kilobytes / 1024);
  } catch {
    return 0;
  }
}
