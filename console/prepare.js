// Run by npm after an install: builds the console where the tools for it were installed as well. Plain JavaScript,
// because whatever Node.js runs npm runs this; and it never fails an install: a server without a build says so.
/* oxlint-disable no-console */
import { fileURLToPath } from 'node:url';

let vite;
try {
  vite = await import('vite');
} catch {
  // Installed without what only developers need.
}

if (vite) {
  const started = performance.now();
  try {
    const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url));
    await vite.build({ configFile, logLevel: 'error' });
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    console.log(`The console was built in ${seconds} s.`);
  } catch (error) {
    console.log(`The console was not built (npm run build:console tells more): ${String(error)}`);
  }
}
