import { test } from 'vitest';
import { cutAllConnections, killDatabases, killRenderers, killServers } from './trials.ts';

test('4 kills of the server lose, double and overcharge nothing', () => killServers(4, 'passed'));

test('2 kills of PostgreSQL are outlived: clients are asked to come back, and nothing is lost', () =>
  killDatabases(2, 'passed'));

test('2 kills of a rendering are noticed by nobody', () => killRenderers(2));

test('cutting all database connections twice a second for 3 s only asks clients to come back', () =>
  cutAllConnections(6, 'passed'));
