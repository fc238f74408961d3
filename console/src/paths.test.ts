import { expect, test } from 'vitest';
import { paths, searchText } from './paths.ts';

test('every address of the console', () => {
  expect(
    Object.fromEntries(
      Object.entries({
        ...paths,
        task: () => paths.task('req_1', { at: 2 }),
        settings: () => paths.settings('members', { invite: '1' }),
      }).map(([name, path]) => [name, path()]),
    ),
  ).toEqual({
    signIn: '/sign-in',
    overview: '/',
    playground: '/playground',
    tasks: '/tasks',
    task: '/tasks/req_1?at=2',
    assets: '/assets',
    keys: '/keys',
    webhooks: '/webhooks',
    logs: '/logs',
    usage: '/usage',
    deductions: '/deductions',
    models: '/models',
    settings: '/settings/members?invite=1',
    docs: '/docs',
  });
});

test('what is left out does not stand there, and lists have commas', () => {
  expect(searchText({ q: '', model: null, key: ['a', 'b'], prompt: '猫 & 狗' })).toBe(
    '?key=a,b&prompt=%E7%8C%AB+%26+%E7%8B%97',
  );
  expect(paths.task('a/b')).toBe('/tasks/a%2Fb');
});
