import { expect, test } from 'vitest';
import { codeLanguages, codeOf, unsaidOf, withKeyName } from './code.ts';
import { changeOfTask } from './change-of-task.ts';
import type { Settings } from './settings.ts';

const body = { model: 'seedance-2.0', prompt: "It's dusk", seconds: 5, watermark: true };

test('curl sends what the form says, quotes and all', () => {
  const text = codeOf(body, 'https://films.example.com', 'curl');
  expect(text).toContain('https://films.example.com/platform/v1/tasks');
  const data = /-d '(?<data>[\s\S]*)'$/.exec(text)?.groups?.['data'] ?? '';
  expect(JSON.parse(data.replaceAll(String.raw`'\''`, "'"))).toEqual(body);
});

test('python has its own words for what is true', () => {
  const text = codeOf(body, '', 'python');
  expect(text).toContain('"watermark": True');
  expect(text).toContain(`"prompt": "It's dusk"`);
});

const samples = {
  curl: "curl 'https://x' \\\n  -H 'Authorization: Bearer {{key}}'",
  python: 'headers={"Authorization": "Bearer {{key}}"}',
  javascript: "headers: { 'X-Key': '{{key}}' }",
} as const;

test.each(codeLanguages)('in %s a sample names the key and does not hold it', (language) => {
  const text = withKeyName(samples[language], language);
  expect(text).not.toContain('{{key}}');
  expect(text).toContain('FILMGATE_KEY');
});

test('a shell and a script read the variable', () => {
  expect(withKeyName(samples.curl, 'curl')).toContain('"Authorization: Bearer $FILMGATE_KEY"');
  expect(withKeyName(samples.python, 'python')).toContain('"Bearer " + os.environ["FILMGATE_KEY"]');
  expect(withKeyName(samples.javascript, 'javascript')).toContain('`${process.env.FILMGATE_KEY}`');
});

test('what the form does not use may be unsaid', () => {
  const settings = { media: [], seconds: 5, seed: 7, generateAudio: true } as unknown as Settings;
  const cannotSay = ['seed', 'silence', 'firstFrame', 'metadata'] as const;
  expect(unsaidOf({ cannotSay: [...cannotSay] }, settings)).toEqual(['seed']);
});

test('a past film fills the form', () => {
  const past = {
    model: 'Doubao-Seedance',
    prompt: 'Dusk',
    seconds: 'auto',
    resolution: '720p',
    ratio: '1:1',
    generateAudio: false,
    seed: 7,
    watermark: false,
    output: null,
  } as const;
  const models = [{ id: 'seedance-2.0', aliases: ['doubao-seedance'] }] as never;
  expect(changeOfTask(models, past)).toMatchObject({
    hasModel: true,
    change: { model: 'seedance-2.0', seconds: 'auto', audio: '0', seed: '7', last: '' },
  });
  expect(changeOfTask([], past).hasModel).toBe(false);
});
