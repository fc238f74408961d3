const visibleAscii = /^[\x21-\x7e]{1,128}$/;

/** A caller's own `X-Client-Request-Id`, where it is fit to be echoed and logged: else null. */
export function clientRequestId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && visibleAscii.test(header) ? header : null;
}
