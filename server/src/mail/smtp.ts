import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Language } from '../generation/problem-texts.ts';

/** The mail server of an installation. */
export interface SmtpSettings {
  /** `smtp:` or `smtps:`, with user and password where the server wants them. */
  url: string;
  from: { name: string; address: string };
}

interface OutgoingMail {
  /** The same however often it is sent. */
  id: string;
  to: string;
  language: Language;
  subject: string;
  text: string;
}

type SentOutcome =
  | 'sent'
  /** The server will never take it, in these words. */
  | { refused: string }
  /** Another time it may. */
  | { failed: string };

export interface Smtp {
  send(mail: OutgoingMail): Promise<SentOutcome>;
  /** Whether the server answers and lets us in: what is wrong, or null. */
  verify(): Promise<string | null>;
}

const connectMs = 10_000;
const answerMs = 30_000;

export function createSmtp({ url, from }: SmtpSettings): Smtp {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const host = hostname.replace(/^\[(.*)\]$/u, '$1');
  const transport = createTransport({
    host,
    ...(port !== '' && { port: Number(port) }),
    secure,
    // A password goes to nobody in the clear, but to a server of this machine.
    requireTLS: !secure && username !== '' && !isThisMachine(host),
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: answerMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const [, domain = 'filmgate'] = from.address.split('@');
  return {
    async send({ id, to, language, subject, text }) {
      if (!oneAddress.test(to)) return { refused: 'it is no address of one letter box' };
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          envelope: { from: from.address, to: [to] },
          messageId: `<${id}@${domain}>`,
          subject,
          text,
          headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
        });
        return 'sent';
      } catch (error) {
        return outcomeOf(error, password);
      }
    },
    async verify() {
      try {
        await transport.verify();
        return null;
      } catch (error) {
        return wordsOf(error, password);
      }
    },
  };
}

/** With commas and the like it would be several to whoever writes the envelope. */
const oneAddress = /^[^\s\p{C}@"<>(),:;\\[\]]+@[^\s\p{C}@"<>(),:;\\[\]]+$/u;

function isThisMachine(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|::1)$/u.test(host);
}

const smtpError = z.object({
  code: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  responseCode: z.int().optional().catch(undefined),
});

/** The recipient or the letter itself is refused for ever: all else is of the server or of our account with it. */
function outcomeOf(error: unknown, password: string): SentOutcome {
  const { code, command = '', responseCode = 0 } = smtpError.safeParse(error).data ?? {};
  const words = wordsOf(error, password);
  const isByServer = ['RCPT TO', 'DATA'].includes(command) && responseCode >= 500;
  // No server takes such an address.
  const isByUs = command === 'API' && code === 'EENVELOPE';
  return isByServer || isByUs ? { refused: words } : { failed: words };
}

const wordsMost = 300;

/** A server may repeat what it was sent. */
function wordsOf(error: unknown, password: string): string {
  const words = error instanceof Error ? error.message : String(error);
  const secrets = [password, decodeURIComponent(password)].filter((secret) => secret.length > 3);
  return secrets
    .reduce((text, secret) => text.replaceAll(secret, '(cut)'), words)
    .slice(0, wordsMost)
    .toWellFormed();
}
