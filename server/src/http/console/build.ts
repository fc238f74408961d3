import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** The console as it was built: all of its files are held in memory, with the Chinese face seven megabytes or so. */
export interface ConsoleBuild {
  /** Of what it was built from. */
  id: string;
  /** By the path below the server, such as `/static/main-4f2c.js`. */
  files: ReadonlyMap<string, BuiltFile>;
}

export interface BuiltFile {
  contentType: string;
  /** Its name holds its hash: it never changes. */
  isImmutable: boolean;
  forms: readonly Form[];
}

/** A file as it is sent, the smallest first and the plain one last. */
export interface Form {
  encoding: 'br' | 'gzip' | null;
  etag: string;
  bytes: Buffer;
}

const contentTypes: Readonly<Partial<Record<string, string>>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.jpg': 'image/jpeg',
  '.mp4': 'video/mp4',
};
const endings = { br: '.br', gzip: '.gz' } as const;

/** What `npm run build:console` wrote to a folder. Null: there is none, or it was not finished. */
export function readConsoleBuild(folder: string): ConsoleBuild | null {
  const id = readId(folder);
  if (id === null) return null;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.flatMap((name): [string, BuiltFile][] => {
    const contentType = contentTypes[extname(name)];
    if (contentType === undefined) return [];
    const path = `/${name.replaceAll('\\', '/')}`;
    const forms = formsOf(join(folder, name), new Set(names), name);
    return [[path, { contentType, isImmutable: path.startsWith('/static/'), forms }]];
  });
  return { id, files: new Map(files) };
}

function readId(folder: string): string | null {
  try {
    const { id }: { id?: unknown } = JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8'));
    return typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}

function formsOf(path: string, names: ReadonlySet<string>, name: string): Form[] {
  const plain = readFileSync(path);
  const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  const compressed = (['br', 'gzip'] as const).flatMap((encoding): Form[] => {
    const ending = endings[encoding];
    if (!names.has(name + ending)) return [];
    return [{ encoding, etag: `"${tag}-${encoding}"`, bytes: readFileSync(path + ending) }];
  });
  return [...compressed, { encoding: null, etag: `"${tag}"`, bytes: plain }];
}
