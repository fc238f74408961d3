import type { IncomingHttpHeaders } from 'node:http';

/** The one cookie that there is: it holds the token of a person's session. */
export interface SessionCookie {
  /** Null: there is none. */
  read(headers: Pick<IncomingHttpHeaders, 'cookie'>): string | null;
  /** As `Set-Cookie` says it; null takes it back. */
  write(token: string | null): string;
}

/**
 * Below https it is bound to this host alone by its name. Over plain http, which is for this machine, browsers take no
 * such cookie, and share cookies between the ports of a host.
 */
export function sessionCookie(publicUrl: string, days: number): SessionCookie {
  const { protocol, port } = new URL(publicUrl);
  const isSecure = protocol === 'https:';
  const name = isSecure ? '__Host-filmgate' : `filmgate${port === '' ? '' : `-${port}`}`;
  const facts = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  return {
    read({ cookie = '' }) {
      for (const one of cookie.split(';')) {
        const at = one.indexOf('=');
        if (at > 0 && one.slice(0, at).trim() === name) return one.slice(at + 1).trim();
      }
      return null;
    },
    write: (token) => `${name}=${token ?? ''}; ${facts}; Max-Age=${token ? days * 86_400 : 0}`,
  };
}
