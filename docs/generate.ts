/** Writes the pages that are made from the code. A test holds that the committed ones are up to date. */
import { writeFileSync } from 'node:fs';
import { configurationPage } from '../server/src/config-docs.ts';

writeFileSync(new URL('configuration.md', import.meta.url), configurationPage());
