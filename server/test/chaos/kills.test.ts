import { test } from 'vitest';
import { cutAllConnections, killDatabases, killRenderers, killServers } from './trials.ts';

test('8 kills of the server lose, double and overcharge nothing', () => killServers(8));

test('3 kills of PostgreSQL are outlived: clients are asked to come back, and nothing is lost', () =>
  killDatabases(3));

test('3 kills of a rendering are noticed by nobody', () => killRenderers(3));

test('cutting all database connections twice a second for 10 s only asks clients to come back', () =>
  cutAllConnections(20));
