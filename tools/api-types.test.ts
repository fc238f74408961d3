import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { document } from '../server/src/http/platform/testing/contract.ts';
import { clientFiles } from './api-types.ts';

test('the types of the client are those of the document: `npm run docs` writes them', async () => {
  const files = await clientFiles(document);
  expect(files).toHaveLength(2);
  for (const [file, text] of files) expect(readFileSync(file, 'utf8')).toBe(text);
});
