import { test } from 'vitest';
import { killWorkers } from './kills.ts';

// To prove that a create was not sent takes minutes: that point is left to the proof, as is the waiting for leases.
test('a worker that is killed loses nothing, makes nothing twice and charges nothing twice', () =>
  killWorkers(['telling', 'settling', 'after send', 'collecting', 'following'], 'passed'));
