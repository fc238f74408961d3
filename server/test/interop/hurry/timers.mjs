/** Node reads this before a printed program, which then waits a fraction of a second between its looks. */
const printedMs = 5000;
const { setTimeout: wait } = globalThis;

globalThis.setTimeout = Object.assign(
  (action, delayMs, ...more) => wait(action, delayMs === printedMs ? 250 : delayMs, ...more),
  wait,
);
