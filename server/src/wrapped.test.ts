import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const wrapper = path('testing/wrapper.js');
const told = z.object({ pid: z.int(), node: z.string(), args: z.array(z.string()) });

/** A Node.js on this machine that is too old to run us, and not one that npm installed. */
function olderNode(): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder === '' || folder.includes('node_modules')) continue;
    try {
      const node = join(folder, 'node');
      const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
      if (Number(/^v(\d+)/.exec(version)?.[1]) < 24) return node;
    } catch {
      continue;
    }
  }
  return null;
}
const older = olderNode();

/** Processes of a test that went wrong must not stay behind. */
const pids: number[] = [];
afterEach(() => {
  for (const pid of pids.splice(0)) {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function start(node: string, ...args: string[]) {
  const run = spawn(node, [wrapper, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (run.pid !== undefined) pids.push(run.pid);
  const lines = createInterface({ input: run.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    return next.done ? '(the end)' : next.value;
  };
  return {
    run,
    ended: once(run, 'exit'),
    line,
    /** The first line: what the program says of itself. */
    async program() {
      const program = told.parse(JSON.parse(await line()));
      pids.push(program.pid);
      return program;
    },
  };
}
const startBelow = (...args: string[]) => start(older ?? '', ...args);

test('with this Node.js the program runs in the same process', async () => {
  const wrapped = start(process.execPath, 'exit', '7');
  const program = await wrapped.program();
  expect(program.pid).toBe(wrapped.run.pid);
  expect(program.args).toEqual(['exit', '7']);
  expect(await wrapped.ended).toEqual([7, null]);
});

describe.skipIf(older === null)('below an older Node.js (skipped where there is none)', () => {
  test('the program runs with the bundled one, with its arguments, output and exit code', async () => {
    const wrapped = startBelow('exit', '7', '--out', 'a b.mp4');
    const program = await wrapped.program();
    expect(program.pid).not.toBe(wrapped.run.pid);
    expect(Number(program.node.split('.')[0])).toBeGreaterThanOrEqual(24);
    expect(program.args).toEqual(['exit', '7', '--out', 'a b.mp4']);
    expect(await wrapped.ended).toEqual([7, null]);
  });

  test('a program that has nothing left to do ends', async () => {
    expect(await startBelow('nothing').ended).toEqual([0, null]);
  });

  test('the signal that ended the program ends the wrapper', async () => {
    expect(await startBelow('die').ended).toEqual([null, 'SIGKILL']);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s is forwarded, once', async (signal) => {
    const wrapped = startBelow('serve');
    await wrapped.program();
    wrapped.run.kill(signal);
    expect(await wrapped.line()).toBe(`stopped by ${signal}`);
    expect(await wrapped.line()).toBe('(the end)');
    expect(await wrapped.ended).toEqual([0, null]);
  });

  test('kill -9 of the wrapper is a SIGTERM to the program', async () => {
    const wrapped = startBelow('serve');
    const { pid } = await wrapped.program();
    wrapped.run.kill('SIGKILL');
    expect(await wrapped.line()).toBe('stopped by SIGTERM');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  test('without the bundled one it says how to get Node.js 24', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wrapper-'));
    try {
      copyFileSync(path('../bin/launch.js'), join(folder, 'launch.mjs'));
      writeFileSync(
        join(folder, 'wrapper.mjs'),
        "import { launch } from './launch.mjs'; launch(new URL('file:///nowhere'));",
      );
      const run = spawn(older ?? '', [join(folder, 'wrapper.mjs')], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let words = '';
      run.stderr.setEncoding('utf8').on('data', (chunk: string) => (words += chunk));
      expect(await once(run, 'close')).toEqual([1, null]);
      expect(words).toMatch(/^Filmgate needs Node\.js 24 or later\. This is v\d+.*npm install/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
