import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['fr, de', 'en'],
  ['zh', 'zh'],
  ['zh-Hans-CN', 'zh'],
  ['ZH-cn', 'zh'],
  ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
  ['fr;q=1, zh;q=0.5, en;q=0.4', 'zh'],
  ['zh;q=0, en;q=0.1', 'en'],
  ['zh;q=0', 'en'],
  ['zh;q=nonsense', 'en'],
  ['zha', 'en'],
  [`${'fr,'.repeat(1_000)}zh`, 'en'],
] as const)('%s is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
