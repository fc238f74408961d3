import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { pino } from 'pino';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { oneKey } from '../testing/keys.ts';
import type { FinishedLetter, Letter } from './letters.ts';
import { createMailer, type Mailer } from './mailer.ts';
import { createOutbox, mailRules } from './outbox.ts';
import { createSmtp } from './smtp.ts';
import { someLetters } from './testing/letters.ts';
import { startSmtpServer } from './testing/smtp-server.ts';

let database: Database;
let drop: () => Promise<void>;
let server: Awaited<ReturnType<typeof startSmtpServer>>;
const keys = oneKey();
const outbox = createOutbox(keys);
let mailer: Mailer;
let prepared: (letter: Letter) => Promise<FinishedLetter | null>;

beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());
beforeEach(async () => {
  server = await startSmtpServer();
  prepared = (letter) => Promise.resolve(letter.kind === 'reset_wanted' ? null : letter);
  mailer = mailerWith(server.url);
});
afterEach(async () => {
  await database.general.query("delete from work where step = 'mail'");
  await database.general.query('delete from mails');
  await server.close();
});

function mailerWith(url: string, ofKeys = keys): Mailer {
  return createMailer({
    database,
    keys: ofKeys,
    smtp: createSmtp({ url, from: { name: 'The films', address: 'films@example.com' } }),
    prepare: (letter) => prepared(letter),
    log: pino({ level: 'silent' }),
  });
}

const post = (letter: Letter) =>
  database.query.transaction().execute((transaction) => outbox.post(transaction, letter));

async function send(by: Mailer = mailer): Promise<void> {
  await by.turn();
  await by.drain();
}

async function waiting() {
  const { rows } = await database.general.query<{ trouble: string | null; rests: boolean }>(
    `select m.trouble, w.due_at > now() + interval '1 second' as rests
       from mails m join work w on w.step = 'mail' and w.subject_id = m.id::text
      order by m.created_at`,
  );
  return rows;
}

const dueNow = () =>
  database.general.query("update work set due_at = now(), claim_token = null where step = 'mail'");

const reset: FinishedLetter = {
  ...{ kind: 'reset', to: 'ada@people.example', language: 'zh', minutes: 30 },
  link: 'https://films.example/sign-in/reset#token=secret-of-the-link',
};

test('a letter is sent once, whole, and nothing of it stays', async () => {
  await post(reset);
  await Promise.all([send(), send(mailerWith(server.url))]);
  expect(server.mails).toHaveLength(1);
  const [mail] = server.mails;
  expect(mail).toMatchObject({ from: 'films@example.com', to: ['ada@people.example'] });
  expect(mail?.text).toContain(`\n${reset.link}\n`);
  expect(mail?.headers.get('subject')).toBe('设置新密码');
  expect(mail?.headers.get('from')).toBe('The films <films@example.com>');
  expect(mail?.headers.get('message-id')).toMatch(/^<[\da-f-]{36}@example\.com>$/u);
  expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail?.headers.get('content-type')).toMatch(/^text\/plain; charset=utf-8/u);
  expect(await waiting()).toEqual([]);
});

test('one of each kind is sent', async () => {
  for (const letter of someLetters) await post(letter);
  while (server.mails.length < someLetters.length) await send();
  const ids = new Set(server.mails.map(({ headers }) => headers.get('message-id')));
  expect(ids.size).toBe(someLetters.length);
});

test('a link stands nowhere in the clear while its letter waits', async () => {
  await post(reset);
  const { rows } = await database.general.query<{ text: string }>('select m::text from mails m');
  const { rows: sealed } = await database.general.query<{ letter_sealed: Buffer }>(
    'select letter_sealed from mails',
  );
  expect(`${rows[0]?.text ?? ''}${sealed[0]?.letter_sealed.toString('latin1') ?? ''}`).not.toMatch(
    /secret-of-the-link|people\.example/u,
  );
  await send(mailerWith(server.url, oneKey()));
  expect(server.mails).toEqual([]);
  expect(await waiting()).toMatchObject([{ rests: true }]);
});

test.each([
  ['greets with trouble', { greeting: '421 later' }],
  ['takes no recipient for now', { recipient: '451 greylisted' }],
  ['does not keep it', { data: '452 no room' }],
] as const)('a server that %s is tried again, and nobody waits for it', async (_what, answers) => {
  Object.assign(server.answers, answers);
  await post(reset);
  await send();
  expect(server.mails).toEqual([]);
  const [first] = await waiting();
  expect(first).toMatchObject({ rests: true, trouble: expect.stringMatching(/4(?:21|5[12])/u) });

  Object.assign(server.answers, { greeting: '220 hi', recipient: '250 ok', data: '250 ok' });
  await send();
  expect(server.mails).toEqual([]);
  await dueNow();
  await send();
  expect(server.mails).toHaveLength(1);
  expect(await waiting()).toEqual([]);
});

test('a server that is not there is tried again', async () => {
  const { url } = server;
  await server.close();
  await post(reset);
  await send(mailerWith(url));
  expect(await waiting()).toMatchObject([{ rests: true }]);
  server = await startSmtpServer();
});

test('where we may not send at all, nothing is given up', async () => {
  server.answers.sender = '550 you are nobody here';
  await post(reset);
  await send();
  expect(await waiting()).toMatchObject([{ rests: true }]);
});

test('a letter box that is not there is given up', async () => {
  server.answers.recipient = '550 nobody of that name';
  await post(reset);
  await send();
  expect(await waiting()).toEqual([]);
});

test('what comes too late to be of use is not sent', async () => {
  await post(reset);
  await post({ ...reset, kind: 'registration', hours: 24 });
  await database.general.query("update mails set created_at = now() - interval '31 minutes'");
  await send();
  expect(server.mails.map(({ headers }) => headers.get('subject'))).toEqual(['确认您的邮箱地址']);
  expect(await waiting()).toEqual([]);
});

test('what turns out to be for nobody is not sent', async () => {
  await post({ kind: 'reset_wanted', to: 'nobody@people.example', language: 'en' });
  await send();
  expect([server.mails, await waiting()]).toEqual([[], []]);
});

test('nothing that somebody is called can add a header, a recipient or a line of its own', async () => {
  const accountName = 'x\r\nBcc: evil@people.example\r\n\r\n.\r\nMAIL FROM:<evil@people.example>';
  await post({
    ...{ kind: 'invitation', to: 'ada@people.example', language: 'en', role: 'viewer' },
    ...{ accountName, by: 'a\r\nTo: b@c', link: 'https://films.example', days: 7 },
  });
  await send();
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]?.to).toEqual(['ada@people.example']);
  expect([...(server.mails[0]?.headers.keys() ?? [])]).not.toContain('bcc');
  expect(server.mails[0]?.headers.get('to')).toBe('ada@people.example');
  expect(server.mails[0]?.text.split('\n')).not.toContain('.');
  expect(server.commands.filter((line) => /^(?:MAIL|RCPT)/u.test(line))).toHaveLength(2);
});

test.each(['a,b;c@people.example', 'group:a@people.example', 'a(b)@people.example', 'nothing'])(
  'nothing is sent to %s, which a mail server could take for several',
  async (to) => {
    await post({ ...reset, to });
    await send();
    expect([server.mails, server.commands, await waiting()]).toEqual([[], [], []]);
  },
);

test('letters that nobody sends go after two days, with their work', async () => {
  await post(reset);
  await database.general.query("update mails set created_at = now() - interval '49 hours'");
  await mailRules(database)[0]?.batch(1);
  const { rowCount } = await database.general.query("select from work where step = 'mail'");
  expect([await waiting(), rowCount]).toEqual([[], 0]);
});

test('a password goes to nobody in the clear, but on this machine, and is never told', async () => {
  const url = server.url.replace('smtp://', 'smtp://films:hunter2%40@');
  server.answers.auth = '535 no hunter2@ here';
  const smtp = createSmtp({ url, from: { name: '', address: 'films@example.com' } });
  const trouble = await smtp.verify();
  expect(trouble).toContain('535');
  expect(trouble).not.toContain('hunter2');
  const plain = Buffer.from('\0films\0hunter2@').toString('base64');
  expect(server.commands).toContain(`AUTH PLAIN ${plain}`);
  server.answers.auth = '235 ok';
  expect(await smtp.verify()).toBeNull();

  // Of another machine, by its name: this one offers no TLS.
  server.commands.length = 0;
  const elsewhere = createSmtp({
    url: url.replace('127.0.0.1', '0.0.0.0'),
    from: { name: '', address: 'films@example.com' },
  });
  expect(await elsewhere.verify()).not.toBeNull();
  expect(server.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);
});
