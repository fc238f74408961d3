import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A mail server that keeps what it is sent, and answers as it is told. */

export interface ReceivedMail {
  from: string;
  to: string[];
  /** As it came, without the dot at its end. */
  raw: string;
  headers: ReadonlyMap<string, string>;
  text: string;
}

export interface SmtpAnswers {
  greeting: string;
  sender: string;
  recipient: string;
  data: string;
  /** Of `AUTH PLAIN`. */
  auth: string;
}

const usual: SmtpAnswers = {
  greeting: '220 receiver.example ESMTP',
  sender: '250 ok',
  recipient: '250 ok',
  data: '250 kept',
  auth: '235 welcome',
};

export async function startSmtpServer() {
  const mails: ReceivedMail[] = [];
  const commands: string[] = [];
  const answers: SmtpAnswers = { ...usual };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    serve(socket, { mails, commands, answers });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return {
    mails,
    commands,
    answers,
    url: `smtp://127.0.0.1:${String(address.port)}`,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function serve(
  socket: Socket,
  {
    mails,
    commands,
    answers,
  }: Pick<Awaited<ReturnType<typeof startSmtpServer>>, 'mails' | 'commands' | 'answers'>,
): void {
  let pending = '';
  let mail = { from: '', to: [] as string[] };
  let isData = false;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const hear = (line: string): void => {
    commands.push(line);
    const [, verb = '', rest = ''] = /^(\w+)(?: (.*))?$/u.exec(line) ?? [];
    switch (verb.toUpperCase()) {
      case 'EHLO':
        say('250-receiver.example');
        say('250-8BITMIME');
        say('250 AUTH PLAIN');
        return;
      case 'AUTH':
        say(answers.auth);
        return;
      case 'MAIL':
        mail = { from: addressIn(rest), to: [] };
        say(answers.sender);
        return;
      case 'RCPT':
        mail.to.push(addressIn(rest));
        say(answers.recipient);
        return;
      case 'DATA':
        isData = true;
        say('354 go on');
        return;
      case 'QUIT':
        say('221 bye');
        socket.end();
        return;
      default:
        say('250 ok');
    }
  };
  say(answers.greeting);
  socket.on('data', (bytes: Buffer) => {
    pending += bytes.toString('latin1');
    for (;;) {
      const end = isData ? '\r\n.\r\n' : '\r\n';
      const at = pending.indexOf(end);
      if (at < 0) return;
      const part = pending.slice(0, at);
      pending = pending.slice(at + end.length);
      if (!isData) {
        hear(part);
        continue;
      }
      isData = false;
      const raw = part.replaceAll('\r\n..', '\r\n.');
      if (answers.data.startsWith('2')) mails.push({ ...mail, raw, ...parsed(raw) });
      say(answers.data);
    }
  });
}

function addressIn(text: string): string {
  return /<([^>]*)>/u.exec(text)?.[1] ?? text;
}

function parsed(raw: string): Pick<ReceivedMail, 'headers' | 'text'> {
  const at = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, at)
    .replaceAll(/\r\n[ \t]+/gu, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())] as const;
    }),
  );
  const body = raw.slice(at + 4);
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? unquoted(body.replaceAll('=\r\n', ''))
        : Buffer.from(body, 'latin1');
  return { headers, text: bytes.toString('utf8').replaceAll('\r\n', '\n') };
}

function unquoted(text: string): Buffer {
  const plain = text.replaceAll(/=([\dA-F]{2})/giu, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1');
}

/** Encoded words of RFC 2047, several of which follow each other. */
function words(text: string): string {
  const joined = text.replaceAll(/\?= =\?/gu, '?==?');
  return joined.replaceAll(
    /=\?utf-8\?([bq])\?([^?]*)\?=/giu,
    (_all, kind: string, coded: string) => {
      if (kind.toLowerCase() === 'b') return Buffer.from(coded, 'base64').toString('utf8');
      return unquoted(coded.replaceAll('_', ' ')).toString('utf8');
    },
  );
}
