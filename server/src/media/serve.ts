/**
 * What to answer to a GET or HEAD of a stored file (RFC 9110, sections 13 and 14). Pure: the HTTP
 * layer sends the head and pipes the bytes.
 */
export interface ServedFile {
  bytes: number;
  /** Hex; the file never changes, so it is the strong ETag. */
  sha256: string;
  contentType: string;
  /** Under which a browser saves it. */
  filename: string;
}

export interface FileRequest {
  method: 'GET' | 'HEAD';
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface FileAnswer {
  status: 200 | 206 | 304 | 416;
  headers: Record<string, string>;
  /** Both inclusive, as `createReadStream` takes them; null where no body follows. */
  stream: ByteRange | null;
}

interface ByteRange {
  start: number;
  end: number;
}

const cacheSeconds = 86_400;

export function answerFile(request: FileRequest, file: ServedFile): FileAnswer {
  const etag = `"${file.sha256}"`;
  const headers: Record<string, string> = {
    etag,
    'accept-ranges': 'bytes',
    // The URL is the permission, so no shared cache may keep what it leads to.
    'cache-control': `private, max-age=${String(cacheSeconds)}, immutable`,
    'x-content-type-options': 'nosniff',
    // Strangers made them: opened by itself, none runs anything under our name.
    'content-security-policy': 'sandbox',
    // Customers show the files on pages of their own.
    'cross-origin-resource-policy': 'cross-origin',
  };
  if (names(headerOf(request, 'if-none-match'), etag))
    return { status: 304, headers, stream: null };
  const range = rangeOf(request, etag, file.bytes);
  if (range === 'unsatisfiable') {
    headers['content-range'] = `bytes */${String(file.bytes)}`;
    return { status: 416, headers: { ...headers, 'content-length': '0' }, stream: null };
  }
  const { start, end } = range ?? { start: 0, end: file.bytes - 1 };
  headers['content-type'] = file.contentType;
  headers['content-length'] = String(end - start + 1);
  const shown = /^(?:image|video|audio)\//.test(file.contentType) ? 'inline' : 'attachment';
  headers['content-disposition'] =
    `${shown}; filename="${file.filename.replace(/[^\w.-]/gu, '_')}"`;
  if (range !== null) {
    headers['content-range'] = `bytes ${String(start)}-${String(end)}/${String(file.bytes)}`;
  }
  const stream = request.method === 'HEAD' || end < start ? null : { start, end };
  return { status: range === null ? 200 : 206, headers, stream };
}

/** Null: the whole file, which is also the answer to several ranges and to what is no range at all. */
function rangeOf(
  request: FileRequest,
  etag: string,
  bytes: number,
): ByteRange | 'unsatisfiable' | null {
  if (request.method !== 'GET') return null;
  const condition = headerOf(request, 'if-range');
  if (condition !== null && condition !== etag) return null;
  const found = /^bytes=\s*(\d*)-(\d*)\s*$/iu.exec(headerOf(request, 'range') ?? '');
  const [, first = '', last = ''] = found ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const wanted = Number(last);
    if (wanted === 0 || bytes === 0) return 'unsatisfiable';
    return { start: Math.max(0, bytes - wanted), end: bytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (end < start) return null;
  return start >= bytes ? 'unsatisfiable' : { start, end: Math.min(end, bytes - 1) };
}

/** Whether an If-None-Match names the tag; weak tags compare equal to strong ones there. */
function names(list: string | null, etag: string): boolean {
  if (list === null) return false;
  const tags = list.split(',').map((tag) => tag.trim().replace(/^W\//u, ''));
  return tags.includes('*') || tags.includes(etag);
}

function headerOf(request: FileRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? null);
}
