import type { CreateTaskBody, Dialect } from '../../../../client/src/api-types.ts';
import type { Settings } from './settings.ts';

/** The same request as text. The key is named, never written. */

export const codeLanguages = ['curl', 'python', 'javascript'] as const;
export type CodeLanguage = (typeof codeLanguages)[number];

const keyName = 'FILMGATE_KEY';

/** In our own API: what the form sends, word for word. `base` is where it stands. */
export function codeOf(body: CreateTaskBody, base: string, language: CodeLanguage): string {
  const url = `${base}/platform/v1/tasks`;
  const json = JSON.stringify(body, null, 2);
  switch (language) {
    case 'curl':
      return [
        `curl -X POST ${url} \\`,
        `  -H "Authorization: Bearer $${keyName}" \\`,
        '  -H "Content-Type: application/json" \\',
        `  -d '${json.replaceAll("'", String.raw`'\''`)}'`,
      ].join('\n');
    case 'python':
      return [
        'import json, os, urllib.request',
        '',
        'request = urllib.request.Request(',
        `    "${url}",`,
        `    data=json.dumps(${pythonValue(body)}).encode(),`,
        `    headers={"Authorization": "Bearer " + os.environ["${keyName}"],`,
        '             "Content-Type": "application/json"},',
        ')',
        'print(json.load(urllib.request.urlopen(request))["id"])',
      ].join('\n');
    case 'javascript':
      return [
        `const response = await fetch('${url}', {`,
        "  method: 'POST',",
        '  headers: {',
        `    Authorization: \`Bearer \${process.env.${keyName}}\`,`,
        "    'Content-Type': 'application/json',",
        '  },',
        `  body: JSON.stringify(${json.replaceAll('\n', '\n  ')}),`,
        '});',
        'console.log((await response.json()).id);',
      ].join('\n');
  }
}

/** JSON, but for its words. */
function pythonValue(value: unknown, indent = '    '): string {
  const inner = `${indent}    `;
  const block = (open: string, lines: readonly string[], close: string): string =>
    `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${indent}${close}`;
  if (Array.isArray(value)) {
    return block(
      '[',
      value.map((one) => pythonValue(one, inner)),
      ']',
    );
  }
  if (typeof value === 'object' && value !== null) {
    const lines = Object.entries(value).map(
      ([name, one]) => `${JSON.stringify(name)}: ${pythonValue(one, inner)}`,
    );
    return block('{', lines, '}');
  }
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}

/** A sample of the server, with the name of the key in the place of its mark. */
export function withKeyName(text: string, language: CodeLanguage): string {
  switch (language) {
    case 'curl':
      return text.replace(/'([^'\n]*)\{\{key\}\}'/g, `"$1$$${keyName}"`);
    case 'python': {
      const named = text.replace(/"([^"\n]*)\{\{key\}\}"/g, (_all, before: string) => {
        const read = `os.environ["${keyName}"]`;
        return before === '' ? read : `"${before}" + ${read}`;
      });
      return `import os\n${named}`;
    }
    case 'javascript':
      return text.replace(/'([^'\n]*)\{\{key\}\}'/g, `\`$1\${process.env.${keyName}}\``);
  }
}

type Sayable = Dialect['cannotSay'][number];

/** What of the form an API has no words for. */
export function unsaidOf({ cannotSay }: Pick<Dialect, 'cannotSay'>, settings: Settings): Sayable[] {
  const { media, seconds, seed, generateAudio, watermark, returnLastFrame } = settings;
  const has = (role: string): boolean => media.some((one) => one.role === role);
  const said: Partial<Record<Sayable, boolean>> = {
    firstFrame: has('first_frame'),
    lastFrame: has('last_frame'),
    referenceImage: has('reference_image'),
    referenceVideo: has('reference_video'),
    referenceAudio: has('reference_audio'),
    automaticSeconds: seconds === 'auto',
    seed: seed !== null,
    silence: !generateAudio,
    watermark,
    returnLastFrame,
  };
  return cannotSay.filter((one) => said[one] === true);
}
