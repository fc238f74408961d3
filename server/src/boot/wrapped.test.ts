import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const wrapper = path('../testing/wrapper.js');
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
      copyFileSync(path('../../bin/launch.js'), join(folder, 'launch.mjs'));
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

/** As npm starts a script or a command of ours: below a shell, which a supervisor's signal ends, but not what it began. */
function startBelowShell(env: Record<string, string>, deed: string) {
  const command = `"${process.execPath}" "${wrapper}" ${deed}; true`;
  const run = spawn('sh', ['-c', command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: run.stdout })[Symbol.asyncIterator]();
  return {
    run,
    async line(): Promise<string> {
      const next = await lines.next();
      return next.done ? '(the end)' : next.value;
    },
  };
}

async function pidOf({ line }: ReturnType<typeof startBelowShell>): Promise<number> {
  const { pid } = told.parse(JSON.parse(await line()));
  pids.push(pid);
  return pid;
}

test('the end of the shell that npm had started it with is a SIGTERM to the program', async () => {
  const script = { npm_lifecycle_event: 'npx', npm_lifecycle_script: '"filmgate" serve' };
  const started = startBelowShell(script, 'serve');
  const pid = await pidOf(started);
  started.run.kill('SIGTERM');
  expect(await started.line()).toBe('stopped by SIGTERM');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

test.each([
  ['no script of npm', { npm_lifecycle_event: '', npm_lifecycle_script: '' }],
  [
    'a script that leaves it behind',
    { npm_lifecycle_event: 'deploy', npm_lifecycle_script: 'nohup filmgate serve & tail -1 log' },
  ],
  ['a script of something else', { npm_lifecycle_event: 'x', npm_lifecycle_script: 'node x.js' }],
])('the end of the shell of %s is none of its business', async (_what, env) => {
  const started = startBelowShell(env, 'serve');
  const pid = await pidOf(started);
  started.run.kill('SIGTERM');
  await once(started.run, 'exit');
  // Longer than it would look away.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(isAlive(pid)).toBe(true);
});

const hasNpm = spawnSync('npm', ['--version']).status === 0;

test.skipIf(!hasNpm)('SIGTERM to `npm start` ends the program, and npm waits for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'npm-start-'));
  try {
    const { scripts } = z
      .object({ scripts: z.object({ start: z.string() }) })
      .parse(JSON.parse(readFileSync(path('../../../package.json'), 'utf8')));
    // The script as it stands, with a program that starts at once in the place of ours.
    const start = scripts.start
      .replace('node ', `"${process.execPath}" `)
      .replace('server/bin/filmgate.js', `"${wrapper}"`);
    expect(start).toContain(wrapper);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start } }));
    const run = spawn('npm', ['start', '--silent'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: run.stdout })[Symbol.asyncIterator]();
    const { pid } = told.parse(JSON.parse(String((await lines.next()).value)));
    pids.push(pid);
    run.kill('SIGTERM');
    await once(run, 'exit');
    expect(isAlive(pid)).toBe(false);
    expect((await lines.next()).value).toBe('stopped by SIGTERM');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
