import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type TestServer } from '../harness/server.ts';

/** What the READMEs print to be pasted, as it is printed. */

const run = promisify(execFile);

let server: TestServer;
beforeAll(async () => {
  // What is made is shown elsewhere: here it waits.
  server = await startServer({ env: { FILMGATE_STUDIO_WORKERS: '0' } });
});
afterAll(() => server.remove());

/** Each a create and the call that reads its task. */
async function examplesOf(file: string): Promise<{ create: string; read: string }[]> {
  const text = await readFile(new URL(`../../../${file}`, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/(?:^ {4}.*\n)+/gmu)].map(([block]) => block);
  return blocks
    .filter((block) => block.startsWith('    curl'))
    .map((block) => {
      const at = block.lastIndexOf('    curl');
      return { create: block.slice(0, at), read: block.slice(at) };
    });
}

async function paste(printed: string, taskId = ''): Promise<string> {
  const command = printed
    .replaceAll('http://127.0.0.1:8787', server.url)
    .replaceAll('YOUR_KEY', server.first.liveKey)
    .replaceAll('TASK_ID', taskId);
  const { stdout } = await run('sh', ['-c', command.replace('curl', 'curl --silent --fail')]);
  return stdout;
}

const idIn = /"(?:id|taskId|requestId|task_id)":"([^"]+)"/u;

const examples = await Promise.all(
  ['README.md', 'README.zh-CN.md'].map(async (file) => [file, await examplesOf(file)] as const),
);

describe.each(examples)('%s', (_file, theirs) => {
  test('shows every API', () => {
    expect(theirs).toHaveLength(8);
  });

  test.each(theirs)('$create', async ({ create, read }) => {
    const answer = await paste(create);
    const [, id = ''] = idIn.exec(answer) ?? [];
    expect(id, answer).not.toBe('');
    expect(await paste(read, id)).toContain(id);
  });
});
