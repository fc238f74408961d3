/**
 * Where a task waits for a line. The studio renders for test keys always, and for live keys as long
 * as no other line serves the model.
 */
export const studioQueue = 'studio';

export function dispatchQueue(): string {
  return studioQueue;
}
