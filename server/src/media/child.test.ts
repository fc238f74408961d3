import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runInChild } from './child.ts';
import type { ChildJob } from './child.ts';

let home: string;
let entry: URL;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'child-'));
  const module = new URL('./child.ts', import.meta.url).href;
  const file = join(home, 'work.ts');
  // One child for all tests: the input says what it does.
  writeFileSync(
    file,
    `import { serveParent } from ${JSON.stringify(module)};
     serveParent(async (input, tell) => {
       const { does, value } = input as { does: string; value?: unknown };
       if (does === 'answer') { tell({ half: value }); return { whole: value }; }
       if (does === 'throw') throw new Error('the work said no');
       if (does === 'exit') process.exit(7);
       if (does === 'abort') process.abort();
       if (does === 'stray') setTimeout(() => { throw new Error('stray'); });
       if (does === 'environment') return Object.keys(process.env);
       if (does === 'compiled') return process.env.NODE_COMPILE_CACHE ?? null;
       if (does === 'grow') { const held = []; setInterval(() => held.push(Buffer.alloc(8_000_000, 1)), 5); }
       tell('waiting');
       await new Promise(() => setInterval(() => undefined, 1000));
     });`,
  );
  entry = pathToFileURL(file);
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function run(input: object, options: Partial<ChildJob> = {}): Promise<unknown> {
  return runInChild({ entry, input, timeoutMs: 20_000, memoryMegabytes: 400, ...options });
}

test('the work gets its input, may tell, and its answer comes back', async () => {
  const told: unknown[] = [];
  const value = { bytes: new Uint8Array([1, 2, 3]), big: 12n };
  const answer = await run(
    { does: 'answer', value },
    { onMessage: (message) => told.push(message) },
  );
  expect(answer).toEqual({ whole: value });
  expect(told).toEqual([{ half: value }]);
});

test('an error of the work is `failed` with its words', async () => {
  await expect(run({ does: 'throw' })).rejects.toMatchObject({
    end: 'failed',
    message: 'the work said no',
  });
});

test.each([
  ['exit', /code 7/],
  ['abort', /SIGABRT/],
  ['stray', /stray/],
])('a child that ends by %s is `crashed`, and the reason is told', async (does, reason) => {
  await expect(run({ does })).rejects.toMatchObject({
    end: 'crashed',
    message: expect.stringMatching(reason),
  });
});

test('a child over its time is killed', async () => {
  const pids: number[] = [];
  const running = run({ does: 'wait' }, { timeoutMs: 600, onStart: (pid) => pids.push(pid) });
  await expect(running).rejects.toMatchObject({ end: 'timeout' });
  expect(pids).toHaveLength(1);
  expect(() => process.kill(pids[0] ?? 0, 0)).toThrow(/ESRCH/);
});

test.runIf(process.platform === 'linux')('a child over its memory is killed', async () => {
  await expect(run({ does: 'grow' })).rejects.toMatchObject({ end: 'memory' });
});

test('an abort kills the child, before or after its start', async () => {
  const abort = new AbortController();
  const running = run(
    { does: 'wait' },
    {
      signal: abort.signal,
      onMessage: () => {
        abort.abort();
      },
    },
  );
  await expect(running).rejects.toMatchObject({ end: 'aborted' });
  await expect(run({ does: 'wait' }, { signal: abort.signal })).rejects.toMatchObject({
    end: 'aborted',
  });
});

test('nothing of our environment is passed on', async () => {
  process.env['CHILD_TEST_SECRET'] = 'secret';
  try {
    expect(await run({ does: 'environment' })).not.toContain('CHILD_TEST_SECRET');
  } finally {
    delete process.env['CHILD_TEST_SECRET'];
  }
});

test('a child keeps what it compiles where its parent does', async () => {
  const parent = join(home, 'parent.ts');
  const child = new URL('./child.ts', import.meta.url).href;
  writeFileSync(
    parent,
    `import { enableCompileCache, getCompileCacheDir } from 'node:module';
     enableCompileCache(${JSON.stringify(join(home, 'compiled'))});
     const { runInChild } = await import(${JSON.stringify(child)});
     const asked = {
       entry: new URL(${JSON.stringify(entry.href)}),
       input: { does: 'compiled' },
       timeoutMs: 20_000,
       memoryMegabytes: 400,
     };
     process.stdout.write(JSON.stringify([getCompileCacheDir(), await runInChild(asked)]));`,
  );
  const env = { PATH: process.env['PATH'] };
  const { stdout } = await promisify(execFile)(process.execPath, [parent], { env });
  const [ofParent, ofChild] = z.array(z.string()).parse(JSON.parse(stdout));
  expect(ofChild).toBe(ofParent);
  expect(ofChild).toContain(join(home, 'compiled'));
});
