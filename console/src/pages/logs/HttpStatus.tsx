import type { Request } from '../../../../client/src/api-types.ts';

/** The number, and the code of a problem beside it. */
export function HttpStatus({ of: { status, code } }: { of: Pick<Request, 'status' | 'code'> }) {
  const colour = status >= 500 ? 'text-red' : status >= 400 ? 'text-tungsten' : 'text-green';
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className={`font-medium ${colour}`}>{status}</span>
      {code !== null && (
        <code className="mono truncate text-meta text-ink-2 max-sm:hidden">{code}</code>
      )}
    </span>
  );
}
