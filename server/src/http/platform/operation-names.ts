import type { PlatformRoute } from './route.ts';

/** What clients that are made from the document call an operation: `getTask`, `rotateSecretOfWebhookEndpoint`. */
export function nameOf(route: PlatformRoute): string {
  if (route.name !== undefined) return route.name;
  const words = wordsOf(route.path);
  const isOne = route.path.endsWith('}');
  const first = one(words[0] ?? '');
  const [, ...rest] = words;
  switch (route.method) {
    case 'GET': {
      if (isOne) return `get${words.map(one).map(pascal).join('')}`;
      const verb = 'streams' in route ? 'stream' : isList(route) ? 'list' : 'get';
      const last = words.length - 1;
      return verb + words.map((word, at) => pascal(at < last ? one(word) : word)).join('');
    }
    case 'PATCH':
      return `update${words.map(one).map(pascal).join('')}`;
    case 'DELETE':
      return `delete${words.map(one).map(pascal).join('')}`;
    case 'POST': {
      if (rest.length === 0) return `create${pascal(first)}`;
      const deed = pascal(rest.join('-'));
      const of = rest.join('-').includes('-') ? 'Of' : '';
      return deed.charAt(0).toLowerCase() + deed.slice(1) + of + pascal(first);
    }
  }
}

/** Of what it is: `Webhook endpoints`. */
export function tagOf({ path }: Pick<PlatformRoute, 'path'>): string {
  const [first = ''] = wordsOf(path);
  const text = first.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function wordsOf(path: string): string[] {
  return path.split('/').filter((word) => word !== '' && !word.startsWith('{'));
}

function isList(route: PlatformRoute): boolean {
  return (
    'answers' in route &&
    'schema' in route.answers &&
    'shape' in route.answers.schema &&
    Object.hasOwn(Object(route.answers.schema.shape), 'nextCursor')
  );
}

function one(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function pascal(word: string): string {
  return word
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
