/**
 * On a machine with an older Node.js the program runs below a wrapper (bin/launch.js), which nobody
 * but us can see: when it dies, however suddenly, the program must not stay behind.
 *
 * Called once by the program when it is able to stop: the end of the wrapper is then a SIGTERM to us.
 */
export function endWithWrapper(): void {
  if (process.env['FILMGATE_WRAPPED'] === undefined) return;
  // What we start ourselves has no wrapper.
  delete process.env['FILMGATE_WRAPPED'];
  if (!process.connected) {
    terminate();
    return;
  }
  process.once('disconnect', terminate);
  // The listener alone would keep a program alive that has nothing left to do.
  process.channel?.unref();
}

/** Not by `process.kill`: on Windows that ends a process without asking it. */
function terminate(): void {
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
}
