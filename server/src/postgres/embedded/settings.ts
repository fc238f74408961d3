import type { Home } from './home.ts';
import { clusterName } from './processes.ts';

/** For ourselves: it makes the other one. */
export const superuser = 'postgres';
/** Owns the database of the same name; cannot read files or run programs on this machine. */
export const user = 'filmgate';
export const database = 'filmgate';
/** Only names the socket file: nothing listens on TCP. */
export const port = 5432;

/** For pg. */
export interface Connection {
  /** The folder of the unix socket. */
  host: string;
  port: number;
  user: string;
  database: string;
}

export function connectionBy(socketFolder: string): Connection {
  return { host: socketFolder, port, user, database };
}

/**
 * All that PostgreSQL and initdb get of our environment: nothing. A LANG, PGDATA or PGOPTIONS of
 * ours is not for them, and without a locale that exists initdb fails or takes SQL_ASCII.
 */
export const serverEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export interface ServerOptions {
  /** Of all its clients together, where it is to serve more than one Filmgate. */
  connectionsMax?: number;
  /** Nothing in it need outlive a crash of the machine: so it waits for no disk. */
  isThrowaway?: boolean;
}

/** Given at every start, so that a newer version of Filmgate changes them for old clusters too. */
export function serverFlags(
  home: Home,
  socketFolder: string,
  { connectionsMax = 60, isThrowaway = false }: ServerOptions = {},
): string[] {
  const durable = isThrowaway ? 'off' : 'on';
  const settings = {
    cluster_name: clusterName(home.cluster),
    listen_addresses: '',
    // A list, so that a comma or a space in a path needs quotes.
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    port: String(port),
    fsync: durable,
    synchronous_commit: 'on',
    full_page_writes: durable,
    // At a start after a crash, the whole disk in one call instead of each of a thousand files: a
    // quarter of the time, and on a busy disk a twentieth. Only Linux has such a call.
    ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
    shared_buffers: '256MB',
    max_connections: String(connectionsMax),
    max_wal_size: '2GB',
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    // What goes wrong in a statement is told to its client. In the log its values could be secrets.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
  };
  return [
    '-D',
    home.cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}
