import { test } from 'vitest';
import { raceWorkers } from './many-workers.ts';

test('1 000 films of four workers on one database are each sent, settled and charged once', () =>
  raceWorkers(1_000, 60_000));
