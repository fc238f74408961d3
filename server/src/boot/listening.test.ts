import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { findPort, ListenError } from './listening.ts';

const host = '127.0.0.1';

test('a free port is found, and is free afterwards', async () => {
  const port = await findPort({ host, port: 0 });
  expect(port).toBeGreaterThan(0);
  expect(await findPort({ host, port })).toBe(port);
});

test('a port at which another program listens is refused with the variable to change', async () => {
  const other = createServer().listen(0, host);
  await once(other, 'listening');
  // A listening TCP server has an address of this form.
  const { port } = other.address() as AddressInfo;
  const refused = await findPort({ host, port }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ListenError);
  expect(String(refused)).toContain(
    `cannot listen at http://127.0.0.1:${String(port)}: another program listens there. Stop that one, or set PORT`,
  );
  other.close();
});

test('an address that this machine does not have is refused with the variable to change', async () => {
  // Of the network for documentation (RFC 5737): nobody has it.
  const refused = findPort({ host: '192.0.2.1', port: 0 });
  await expect(refused).rejects.toThrow(/does not have that address\. Set HOST/);
});
