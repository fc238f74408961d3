/** Where a platform's examples run: a server, a customer's web server beside it, and a folder for films. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMediaHost } from '../harness/media-host.ts';
import type { MediaHost } from '../harness/media-host.ts';
import { startServer } from '../harness/server.ts';
import type { ServerOptions, TestServer } from '../harness/server.ts';
import { ourOwn } from './shell.ts';
import type { Ours } from './shell.ts';

export interface Place {
  server: TestServer;
  host: MediaHost;
  folder: string;
  /** A printed call or program for this place; with the live key where no other is given. */
  ours(printed: string, more?: Partial<Ours>): string;
  close(): Promise<void>;
}

export async function openPlace({
  env,
  films,
}: Pick<ServerOptions, 'env' | 'films'> = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-films-'));
  const host = await startMediaHost();
  const server = await startServer({
    env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true', FILMGATE_STUDIO_WORKERS: '2', ...env },
    films,
  });
  return {
    server,
    host,
    folder,
    ours: (printed, more) =>
      ourOwn(printed, {
        url: server.url,
        key: server.first.liveKey,
        mediaUrl: host.url,
        ...more,
      }),
    async close() {
      await server.remove();
      await host.close();
      await rm(folder, { recursive: true });
    },
  };
}
