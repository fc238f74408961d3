/** Samples of an API as text, in the languages that people paste: they need nothing that is not there anyway. Pure. */
import { taskIdWord, type Keys, type Sample } from '../../dialects/samples/samples.ts';

/** What stands in a sample where a key goes. */
export const keyWord = '{{key}}';

export const sampleLanguages = ['curl', 'python', 'javascript'] as const;
type SampleLanguage = (typeof sampleLanguages)[number];

interface Place {
  /** Such as `https://films.example.com`, below which all paths stand. */
  baseUrl: string;
  /** The header that holds the key, with `keyWord` in it. */
  header: readonly [name: string, value: string];
}

export function sampleTexts(sample: Sample, place: Place): Record<SampleLanguage, string> {
  return {
    curl: curlText(sample, place),
    python: pythonText(sample, place),
    javascript: javascriptText(sample, place),
  };
}

function curlText({ create, read, video }: Sample, { baseUrl, header }: Place): string {
  const key = quoted(header.join(': '));
  const lines = [
    `curl ${quoted(baseUrl + create.target)} \\`,
    `  -H ${key} \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d ${quoted(JSON.stringify(create.body, null, 2))}`,
    '',
    `# Put the id that it answers in the place of ${taskIdWord}, and ask until the task is over.`,
    `curl ${quoted(baseUrl + read)} \\`,
    `  -H ${key}`,
  ];
  const file = [
    '',
    '# The video itself, once it is made.',
    `curl -o film.mp4 ${quoted('target' in video ? baseUrl + video.target : '')} \\`,
    `  -H ${key}`,
  ];
  return text('target' in video ? [...lines, ...file] : lines);
}

/** For a shell. */
function quoted(words: string): string {
  return `'${words.replaceAll("'", String.raw`'\''`)}'`;
}

function pythonText(sample: Sample, { baseUrl, header: [name, value] }: Place): string {
  const { create, read, id, state, succeeded, ended, video } = sample;
  const over = [succeeded, ...ended].map((word) => JSON.stringify(word)).join(', ');
  return text([
    'import json',
    'import time',
    'import urllib.request',
    '',
    '',
    'def call(path, body=None):',
    '    request = urllib.request.Request(',
    `        ${JSON.stringify(baseUrl)} + path,`,
    '        data=None if body is None else json.dumps(body).encode(),',
    `        headers={${JSON.stringify(name)}: ${JSON.stringify(value)}, "Content-Type": "application/json"},`,
    '    )',
    '    with urllib.request.urlopen(request) as response:',
    '        return json.load(response)',
    '',
    '',
    `made = call(${JSON.stringify(create.target)}, ${pythonValue(create.body)})`,
    `task_id = made${brackets(id)}`,
    'while True:',
    `    task = call(${withId(read, '{task_id}', 'f"', '"')})`,
    `    if task${brackets(state)} in (${over}):`,
    '        break',
    '    time.sleep(5)',
    `if task${brackets(state)} != ${JSON.stringify(succeeded)}:`,
    '    raise SystemExit(json.dumps(task))',
    'target' in video
      ? `print(${withId(baseUrl + video.target, '{task_id}', 'f"', '"')})`
      : `print(task${brackets(video.keys)})`,
  ]);
}

/** JSON, but for its three words. */
function pythonValue(value: unknown, indent = ''): string {
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    const items = value.map((one) => `${inner}${pythonValue(one, inner)},\n`);
    return `[\n${items.join('')}${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const items = Object.entries(value).map(
      ([key, one]) => `${inner}${JSON.stringify(key)}: ${pythonValue(one, inner)},\n`,
    );
    return `{\n${items.join('')}${indent}}`;
  }
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}

function javascriptText(sample: Sample, { baseUrl, header: [name, value] }: Place): string {
  const { create, read, id, state, succeeded, ended, video } = sample;
  const over = [succeeded, ...ended].map((word) => `'${word}'`).join(', ');
  return text([
    'async function call(path, body) {',
    `  const response = await fetch('${baseUrl}' + path, {`,
    "    method: body ? 'POST' : 'GET',",
    `    headers: { '${name}': '${value}', 'Content-Type': 'application/json' },`,
    '    body: body && JSON.stringify(body),',
    '  });',
    '  if (!response.ok) throw new Error(await response.text());',
    '  return response.json();',
    '}',
    '',
    `const made = await call('${create.target}', ${JSON.stringify(create.body, null, 2)});`,
    `const taskId = made${dots(id)};`,
    'let task;',
    'do {',
    '  await new Promise((resolve) => setTimeout(resolve, 5000));',
    `  task = await call(${withId(read, '${taskId}', '`', '`')});`,
    `} while (![${over}].includes(task${dots(state)}));`,
    `if (task${dots(state)} !== '${succeeded}') throw new Error(JSON.stringify(task));`,
    'target' in video
      ? `console.log(${withId(baseUrl + video.target, '${taskId}', '`', '`')});`
      : `console.log(task${dots(video.keys)});`,
  ]);
}

/** With the variable in the place of the id: addresses hold neither quotes nor braces. */
function withId(target: string, variable: string, before: string, after: string): string {
  return before + target.replace(taskIdWord, () => variable) + after;
}

function brackets(keys: Keys): string {
  return keys.map((key) => `[${JSON.stringify(key)}]`).join('');
}

function dots(keys: Keys): string {
  return keys.map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${key}`)).join('');
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
