/** Counts by name. A name that counts nothing takes no room. */
export interface Tally {
  names(): Iterable<string>;
  of(name: string): number;
  add(name: string, more: number): void;
}

export function createTally(names: Iterable<string> = []): Tally {
  const counts = new Map<string, number>();
  const tally: Tally = {
    names: () => counts.keys(),
    of: (name) => counts.get(name) ?? 0,
    add(name, more) {
      const now = tally.of(name) + more;
      if (now === 0) counts.delete(name);
      else counts.set(name, now);
    },
  };
  for (const name of names) tally.add(name, 1);
  return tally;
}
