import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { clusterName, endProcesses, parseProcessList, processesIn } from './processes.ts';
import { homeOf, killChild, scratchDirectory, startOwner, until } from './testing/support.ts';

test('a server that obeys neither SIGINT nor SIGQUIT is ended all the same', async () => {
  const directory = await scratchDirectory();
  const { report } = await startOwner(directory);
  const { cluster } = await homeOf(directory);
  const postmaster = report.outcome === 'started' ? report.pid : 0;
  process.kill(postmaster, 'SIGSTOP');
  await endProcesses(cluster, postmaster, { fastMs: 30, immediateMs: 30, killMs: 5000 });
  expect(await processesIn(cluster)).toEqual([]);
});

test('a shell that stands in the cluster folder is not taken for the server', async () => {
  const directory = await scratchDirectory();
  const shell = spawn('sleep', ['60'], { cwd: directory });
  onTestFinished(() => killChild(shell));
  await until(() => shell.pid !== undefined);
  expect(await processesIn(directory)).toEqual([]);
  await endProcesses(directory, shell.pid);
  expect(shell.exitCode ?? shell.signalCode).toBeNull();
});

test('without procfs the command lines of ps tell a postmaster and its backends', () => {
  const cluster = '/Users/film maker/data/postgres/cluster';
  const list = [
    `  101 /opt/native/bin/postgres -D ${cluster} -c fsync=on`,
    `  102 postgres: ${clusterName(cluster)}: checkpointer `,
    `  103 postgres: ${clusterName('/elsewhere')}: checkpointer `,
    `  104 /opt/native/bin/postgres -D ${cluster}2 -c fsync=on`,
    '  105 (postgres)',
    `  106 /opt/native/bin/initdb -D ${cluster}`,
    '',
  ].join('\n');
  expect(parseProcessList(list, cluster)).toEqual([101, 102, 106]);
});
