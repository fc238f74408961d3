import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { troubleKind } from '../../postgres/transient.ts';
import { ChildError } from '../child.ts';
import { asStorageError, inTime, StorageError, storeTroubleKind } from './store-trouble.ts';

const path = '/srv/filmgate/media/tmp/secret-place';
const ofFile = (code: string, syscall = 'write'): Error =>
  Object.assign(new Error(`${code}: no luck, ${syscall} '${path}'`), { code, syscall, path });

test.each([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EROFS', 'read_only'],
  ['EMFILE', 'handles'],
  ['ENFILE', 'handles'],
  ['EIO', 'broken'],
  ['ESTALE', 'broken'],
  ['EACCES', 'forbidden'],
  ['EPERM', 'forbidden'],
])('%s is trouble of storage, %s, told without a path', (code, kind) => {
  expect(storeTroubleKind(ofFile(code))).toBe(kind);
  const told = asStorageError(ofFile(code));
  expect(told).toMatchObject({ name: 'StorageError', kind });
  expect(told instanceof Error ? told.message : '').not.toContain('secret-place');
  expect(troubleKind(ofFile(code))).toBeNull();
});

test('a file that is missing, a socket and a query are none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trouble-'));
  const missing: unknown = await open(join(folder, 'nothing')).catch((error: unknown) => error);
  await writeFile(join(folder, 'there'), '');
  const there: unknown = await open(join(folder, 'there'), 'wx').catch((error: unknown) => error);
  const refused = await new Promise<Error>((resolve) =>
    connect(1, '127.0.0.1').on('error', resolve),
  );
  const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET', syscall: 'read' });
  const late = Object.assign(new Error('late'), { code: 'ETIMEDOUT', syscall: 'connect' });
  const statement = Object.assign(new Error('no room'), { code: '53100' });
  for (const error of [
    missing,
    there,
    refused,
    reset,
    late,
    statement,
    new Error('ENOSPC'),
    null,
  ]) {
    expect(storeTroubleKind(error)).toBeNull();
    expect(asStorageError(error)).toBe(error);
  }
  await rm(folder, { recursive: true });
});

test('what a child met is the same trouble, and its own crash is none', () => {
  expect(storeTroubleKind(new ChildError('failed', 'ENOSPC: no luck', 'ENOSPC'))).toBe('full');
  expect(storeTroubleKind(new ChildError('crashed', 'no start', 'EAGAIN'))).toBe('handles');
  expect(storeTroubleKind(new ChildError('crashed', 'ended with SIGKILL'))).toBeNull();
});

test('a call that says nothing is given up', async () => {
  await expect(inTime(new Promise(() => undefined), 10)).rejects.toMatchObject({ kind: 'silent' });
  expect(await inTime(Promise.resolve(1), 10)).toBe(1);
  const error = new StorageError('as it was');
  await expect(inTime(Promise.reject(error), 10)).rejects.toBe(error);
});
