/** Attacks a server until it is killed: `main.ts '{"port":…,"emptyKey":…}'`. Tells at its end of input what came back. */
import { setPriority } from 'node:os';
import { openRawClient } from '../../harness/raw-http.ts';
import { attacks, type Besieged } from './attacks.ts';

// Attackers bring machines of their own: what is short here is the server's.
setPriority(10);

// As `startSiege` gives it.
const besieged = JSON.parse(process.argv[2] ?? '{}') as Besieged;
const target = { ...besieged, client: openRawClient(besieged.port, 256) };
const counts: Record<string, Record<string, number>> = {};
const over = new AbortController();

for (const { name, atOnce, once } of attacks) {
  const theirs: Record<string, number> = (counts[name] = {});
  const attack = async (): Promise<void> => {
    while (!over.signal.aborted) {
      for (const answer of await once(target)) theirs[answer] = (theirs[answer] ?? 0) + 1;
    }
  };
  for (let one = 0; one < atOnce; one++) void attack();
}

process.stdin.on('end', () => {
  over.abort();
  process.stdout.write(`${JSON.stringify(counts)}\n`, () => process.exit());
});
process.stdin.resume();
