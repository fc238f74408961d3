import { test } from 'vitest';
import { cutAllConnections, killDatabases, killRenderers, killServers } from '../chaos/trials.ts';

test('200 kills of the server lose, double and overcharge nothing', () => killServers(200));

test('20 kills of PostgreSQL are outlived: clients are asked to come back, and nothing is lost', () =>
  killDatabases(20));

test('30 kills of a rendering are noticed by nobody', () => killRenderers(30));

test('cutting all database connections twice a second for two minutes only asks clients to come back', () =>
  cutAllConnections(240));
