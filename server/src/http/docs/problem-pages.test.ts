import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { languages } from '../../generation/problem-texts.ts';
import { passingProblems, problemStatus } from '../../generation/problems.ts';
import { readSources } from '../../testing/source.ts';
import { problemCodes, problemPage, problemsPage } from './problem-pages.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const files = { en: 'problems.md', zh: 'zh/problems.md' };

test.each(languages)(
  'the page of problems in %s is up to date: `npm run docs` writes it',
  (language) => {
    expect(readFileSync(new URL(files[language], docs), 'utf8')).toBe(problemsPage(language));
  },
);

test('every code of the catalogue is told somewhere', () => {
  const calls = readSources().calls.filter(({ path }) => !path.startsWith('generation/problem'));
  const untold = problemCodes.filter(
    (code) => !calls.some(({ text }) => text.includes(`'${code}'`)),
  );
  // That no other is told, the compiler knows.
  expect(untold).toEqual([]);
});

describe.each(problemCodes)('%s', (code) => {
  test('has a page that says what it is and what helps, in both languages', () => {
    const page = problemPage(code);
    expect(page).toContain(`# ${code}`);
    expect(page).toContain(String(problemStatus[code]));
    expect(page).toMatch(/\p{Script=Han}/u);
    expect(page.includes('may get through later')).toBe(
      passingProblems.has(code) || page.includes('Where `Retry-After` stands'),
    );
  });
});
