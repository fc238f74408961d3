import { expect, test } from 'vitest';
import { addressesOf, sampleCode } from './sample-code.ts';

const curl = {
  language: 'curl' as const,
  text: `curl 'https://films.example.com/v1/videos' \\
  -H 'Authorization: Bearer {{key}}' \\
  -d '{}'

curl 'https://films.example.com/v1/videos/{id}' \\
  -H 'Authorization: Bearer {{key}}'`,
};

test('a sample holds the key while it is shown, and its variable afterwards', () => {
  expect(sampleCode(curl, 'fg_live_x')).toContain("'Authorization: Bearer fg_live_x'");
  expect(sampleCode(curl, null)).toContain('"Authorization: Bearer $FILMGATE_KEY"');
  expect(sampleCode(curl, null)).not.toContain('{{key}}');
});

test.each([
  ['python', 'import json\nx = {"A": "Bearer {{key}}"}', '"Bearer " + os.environ["FILMGATE_KEY"]'],
  ['python', 'import json\nx = {"A": "{{key}}"}', '{"A": os.environ["FILMGATE_KEY"]}'],
  ['python', 'import json\nx = {"A": "{{key}}"}', 'import json\nimport os\n'],
  ['javascript', "{ 'A': 'Bearer {{key}}' }", "{ 'A': `Bearer ${process.env.FILMGATE_KEY}` }"],
] as const)('%s reads it from the environment', (language, text, wanted) => {
  expect(sampleCode({ language, text }, null)).toContain(wanted);
});

test('its addresses stand in the order of the calls', () => {
  expect(addressesOf({ samples: [curl] })).toEqual([
    'https://films.example.com/v1/videos',
    'https://films.example.com/v1/videos/{id}',
  ]);
});
