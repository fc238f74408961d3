import { afterAll, beforeAll, expect, test } from 'vitest';
import { pino } from 'pino';
import { checkMail } from '../commands/doctor/mail.ts';
import { createOutbox } from '../mail/outbox.ts';
import { startSmtpServer } from '../mail/testing/smtp-server.ts';
import { wantReset } from '../people/forgotten.ts';
import { openPeople } from '../people/testing/people.ts';
import { oneKey } from '../testing/keys.ts';
import type { Wake } from '../work/wake.ts';
import { startMail } from './mail.ts';

let people: Awaited<ReturnType<typeof openPeople>>;
let server: Awaited<ReturnType<typeof startSmtpServer>>;
beforeAll(async () => {
  people = await openPeople();
  server = await startSmtpServer();
});
afterAll(async () => {
  await server.close();
  await people.drop();
});

const smtp = () => ({ url: server.url, from: { name: '', address: 'films@example.com' } });

test('what waits is sent by a process that has a mail server, made ready on the way', async () => {
  const { email } = await people.join();
  const keys = oneKey();
  const parts = { ...people.parts, outbox: createOutbox(keys) };
  const stop = startMail({
    config: { mail: { smtp: smtp(), registration: null } },
    database: people.database,
    people: parts,
    secrets: { keys: () => keys },
    wake: { on: () => () => undefined } as unknown as Wake,
    log: pino({ level: 'silent' }),
  });
  const ask = { email, language: 'en' } as const;
  await wantReset(parts, ask, '192.0.2.7');
  await expect.poll(() => server.mails.length, { timeout: 10_000 }).toBe(1);
  expect(server.mails[0]?.text).toContain('https://films.example/sign-in/reset#token=');
  await stop();
});

test('the doctor tells whether the mail server lets us in', async () => {
  const look = (settings: ReturnType<typeof smtp> | null) =>
    checkMail({ mail: { smtp: settings, registration: null } });
  expect(await look(null)).toMatchObject({ status: 'ok' });
  expect(await look(smtp())).toMatchObject({ status: 'ok' });
  server.answers.greeting = '554 not today';
  expect(await look(smtp())).toMatchObject({
    status: 'fail',
    message: expect.stringMatching(/127\.0\.0\.1.*554/u) as string,
  });
});
