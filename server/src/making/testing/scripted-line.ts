import type {
  Acceptance,
  AttemptOrder,
  CancelAnswer,
  LineDriver,
  Output,
  Observation,
} from '../driver.ts';

/** A line that does what the test says. */
export function scriptedLine() {
  const line = {
    sent: [] as AttemptOrder[],
    cancelled: [] as string[],
    discarded: [] as string[],
    acceptance: null as Acceptance | null,
    /** No create is answered before it resolves. */
    silence: null as Promise<void> | null,
    observations: new Map<string, Observation>(),
    found: null as { upstreamId: string } | 'absent' | null,
    cancelAnswer: 'stopped' as CancelAnswer,
    files: null as Awaited<ReturnType<LineDriver['result']>>,
    broken: false,
    slots: 10,
  };
  const driver: LineDriver = {
    name: 'scripted',
    queue: 'scripted/1',
    lostQueue: 'scripted/1',
    looks: { holdSeconds: 0, soonestSeconds: 0, latestSeconds: 0 },
    async submit(attempt) {
      line.sent.push(attempt);
      if (line.silence) await line.silence;
      return line.acceptance ?? { kind: 'accepted', upstreamId: `up-${attempt.attemptId}` };
    },
    find: (attempts) =>
      Promise.resolve(
        new Map(attempts.flatMap(({ attemptId }) => (line.found ? [[attemptId, line.found]] : []))),
      ),
    mayLook: (due) => Promise.resolve({ most: due, restMs: 0 }),
    look(attempts) {
      if (line.broken) return Promise.reject(new Error('502 Bad Gateway'));
      const seen = attempts.flatMap(({ upstreamId: id }) => {
        const one = line.observations.get(id);
        return one ? [[id, one] as const] : [];
      });
      return Promise.resolve(new Map(seen));
    },
    cancel({ upstreamId: id }) {
      line.cancelled.push(id);
      return Promise.resolve(line.cancelAnswer);
    },
    result: () => Promise.resolve(line.files),
    discard(id) {
      line.discarded.push(id);
      return Promise.resolve();
    },
    onHint: () => undefined,
    stop: () => Promise.resolve(),
  };
  return { line, driver };
}

/** For tests in which nothing is fetched. */
export const noFetch = {
  download: () => Promise.reject(new Error('this test fetches nothing')),
};

export const made: Output = {
  width: 1280,
  height: 720,
  frames: 121,
  seconds: 5,
  ratio: '16:9',
  completionTokens: null,
};
