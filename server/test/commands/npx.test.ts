import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import packageFile from '../../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('npx finds the command in a clone', async () => {
  const { stdout } = await promisify(execFile)('npx', ['filmgate', '--version'], {
    cwd: root,
  });
  expect(stdout).toBe(`${packageFile.version}\n`);
});
