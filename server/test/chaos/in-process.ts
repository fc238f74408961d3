import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/boot/config.ts';
import { createLog } from '../../src/boot/log.ts';
import { databaseUrl, testDatabase } from '../../src/postgres/testing.ts';
import { serve } from '../../src/boot/serve.ts';

/** Doors in this process, all on one fresh database and without a worker: whatever is accepted waits. */
export async function openDoors(count: number) {
  const { database, address, drop } = await testDatabase();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'filmgate-chaos-'));
  const config = readConfig({
    DATABASE_URL: databaseUrl(address),
    FILMGATE_SECRET: 'a secret that all doors of one database share',
    FILMGATE_DATA_DIR: dataDirectory,
    PORT: '0',
  });
  const doors = await Promise.all(
    Array.from({ length: count }, () => serve(config, 'api', createLog('silent'))),
  );
  return {
    database,
    urls: doors.map(({ publicUrl }) => publicUrl),
    async close() {
      await Promise.all(doors.map((door) => door.stop()));
      await drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
