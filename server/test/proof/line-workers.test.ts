import { test } from 'vitest';
import { raceWorkers } from '../lines/many-workers.ts';

test('10 000 films of four workers on one database are each sent, settled and charged once', () =>
  raceWorkers(10_000, 900_000));
