/**
 * `npm run bench`: all parts, or those that are named (`npm run bench -- http studio`). Prints their
 * tables; `--write` also puts them into RESULTS.md, where those of other parts stay as they are.
 */
import { parseArgs } from 'node:util';
import { measureHttp } from './http.ts';
import { inFlightScenes, measureInFlight } from './in-flight.ts';
import { httpTables, inFlightTable, studioLine, writePart } from './results.ts';
import { measureStudio } from './studio.ts';

/** By name, in the order in which they run: each resolves with the lines of its tables. */
const parts: Readonly<Record<string, () => Promise<string[]>>> = {
  http: async () => httpTables(await measureHttp()),
  studio: async () => [studioLine(await measureStudio())],
  'in-flight': async () => {
    const rows = [];
    for (const scene of inFlightScenes) rows.push(await measureInFlight(scene));
    return inFlightTable(rows);
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
  throw new Error(`no part is called ${unknown.join(', ')}: say ${Object.keys(parts).join(', ')}`);
}
for (const [name, measurePart] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  await writePart(name, await measurePart(), values.write);
}
