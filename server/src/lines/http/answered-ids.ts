/** Ids that creates were answered with a moment ago: their rows may not be written yet, and nobody else may have them. */
export interface AnsweredIds {
  /** False where another attempt has it. */
  take(upstreamId: string, attemptId: string): boolean;
}

/** Long before the oldest of so many is forgotten its row stands. */
const keptMost = 1_000;

export function createAnsweredIds(): AnsweredIds {
  /** The oldest first. */
  const attempts = new Map<string, string>();
  return {
    take(upstreamId, attemptId) {
      const known = attempts.get(upstreamId);
      if (known !== undefined) return known === attemptId;
      attempts.set(upstreamId, attemptId);
      const [oldest] = attempts.keys();
      if (attempts.size > keptMost && oldest !== undefined) attempts.delete(oldest);
      return true;
    },
  };
}
