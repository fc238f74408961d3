import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { askingForNode, missingPlatforms, type LockFile } from './platforms.ts';

test('the lock file names the binaries of every platform, so that npm ci takes it anywhere', () => {
  // Written by npm.
  const lock = JSON.parse(
    readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
  ) as LockFile;
  expect(missingPlatforms(lock)).toEqual({});
});

test('npm warns of no Node.js but our own: what packages ask for is left out', () => {
  // Written by npm.
  const lock = JSON.parse(
    readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
  ) as LockFile;
  expect(askingForNode(lock)).toEqual([]);
  const packages = {
    '': { engines: { npm: '>=10' } },
    'node_modules/a': { engines: { node: '>=24' } },
  };
  expect(askingForNode({ packages })).toEqual(['node_modules/a']);
});

test('what is missing is told by its name, and a name that tells nothing is refused', () => {
  const lock = (name: string, version = '1.2.3'): LockFile => ({
    packages: { 'node_modules/a': { optionalDependencies: { [name]: version } } },
  });
  expect(missingPlatforms(lock('@x/y-linux-arm64-musl'))).toEqual({
    'node_modules/@x/y-linux-arm64-musl': {
      version: '1.2.3',
      cpu: ['arm64'],
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    },
  });
  expect(() => missingPlatforms(lock('fsevents'))).toThrow(/tells no platform/);
  expect(() => missingPlatforms(lock('@x/y-linux-x64', '^1.0.0'))).toThrow(
    /is not in the lock file/,
  );
});
