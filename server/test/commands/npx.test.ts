import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import packageFile from '../../../package.json' with { type: 'json' };
import { run } from './run.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('npx finds the command in a clone', async () => {
  const { stdout } = await promisify(execFile)('npx', ['filmgate', '--version'], {
    cwd: root,
  });
  expect(stdout).toBe(`${packageFile.version}\n`);
});

test('what is run again is kept beside the packages, and not where every user may write', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'filmgate-temporary-'));
  try {
    const ran = await run(['--version'], { env: { TMPDIR: temporary } });
    expect(ran).toEqual({ code: 0, stdout: `${packageFile.version}\n`, stderr: '' });
    expect(await readdir(temporary)).toEqual([]);
    expect(existsSync(join(root, 'node_modules', '.cache', 'filmgate'))).toBe(true);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
});
