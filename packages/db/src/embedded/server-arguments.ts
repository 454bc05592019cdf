/**
 * What the embedded server runs with, for one small machine. They are given on the command line, so
 * they win over postgresql.conf and ALTER SYSTEM, and a newer version's values apply to old data.
 */
const SETTINGS: Record<string, string> = {
  // Nothing acknowledged may be lost to a power cut.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  // Our statements are short: compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  // start and stop recognise Postgres' messages in English.
  lc_messages: 'C',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '[%p] ',
  cluster_name: 'assembly-lime',
};

/** The arguments of `postgres`; `overrides` win. */
export function serverArguments(clusterDir: string, port: number, overrides: Record<string, string>): string[] {
  const settings = { ...SETTINGS, ...overrides, port: String(port) };
  return ['-D', clusterDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The whole environment of every Postgres program: an inherited PGDATA, PGPORT or LANG would change what it does. */
export const POSTGRES_ENV = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
