import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { taskSchema } from './tasks.ts';
import { openPlatformServer } from './testing/platform-server.ts';
import { routes } from './testing/routes.ts';

const guide = readFileSync(new URL('../../../../docs/platform-api.md', import.meta.url), 'utf8');

function blocks(language: string): string[] {
  return [...guide.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

test('the guide’s program follows a task to its end, also across a lost connection', async () => {
  await using server = await openPlatformServer();
  const who = await server.customer();
  const id = await server.submit(who);
  const [program = ''] = blocks('js');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: {
      ...process.env,
      FILMGATE_URL: `http://127.0.0.1:${String(server.port)}`,
      FILMGATE_KEY: who.key,
      TASK: id,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const exited = once(child, 'exit');
  await expect.poll(() => printed, { timeout: 10_000 }).toBe('queued 0 %\n');
  server.app.server.closeAllConnections();
  await server.become(id, 'running');
  await server.fail(id);
  expect(await exited).toEqual([0, null]);
  expect(printed).toBe('queued 0 %\nrunning 0 %\nfailed 0 %\n');
});

test('the guide’s task is one', () => {
  const [task = ''] = blocks('json');
  // Printed with every field, in their order.
  expect(JSON.stringify(taskSchema.strict().parse(JSON.parse(task)), null, 2)).toHaveLength(
    JSON.stringify(JSON.parse(task), null, 2).length,
  );
});

test('every route stands in the guide', () => {
  for (const { path } of routes) {
    expect(guide).toMatch(`/platform/v1${path.replace('/tasks/{id}', '/tasks/$TASK')}`);
  }
});
