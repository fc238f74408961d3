/** What an operator sets of mail, and of people who register themselves. */
import { z } from 'zod';
import { about } from '../generation/about-settings.ts';
import { decimalToMicros } from '../generation/money.ts';
import type { SmtpSettings } from '../mail/smtp.ts';
import type { RegistrationTerms } from '../people/parts.ts';

/** `Name <address>`, or an address alone. */
const sender = /^(?:([^<>"\p{C}]*?) ?<([^\s<>"@]+@[^\s<>"@]+)>|([^\s<>"@]+@[^\s<>"@]+))$/u;
const domain = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u;
const codeCharactersLeast = 8;
const perDayMost = 10_000;
const perDayTrouble = `is not a whole number from 1 to ${String(perDayMost)}`;

function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return false;
  const isBare = ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '';
  return isBare && canDecode(url.username) && canDecode(url.password);
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Environment variables, each with what the documentation says of it. */
export const mailVariables = {
  SMTP_URL: z
    .string()
    .refine(isSmtpUrl, { error: 'is not an address such as smtp://user:password@host:587' })
    .optional()
    .register(about, {
      description: {
        en: 'The mail server that invitations, links for new passwords and notices go through: `smtp://` with STARTTLS where the server has it, or `smtps://`; user and password stand before the host, percent-encoded.',
        zh: '发送邀请、新密码链接和通知的邮件服务器：`smtp://`（服务器支持时使用 STARTTLS）或 `smtps://`；用户名和密码写在主机名之前，按百分号编码。',
      },
      default: {
        en: 'none: links are shown to whoever makes them',
        zh: '无：链接显示给创建它的人',
      },
      example: 'smtp://filmgate:password@mail.example.com:587',
      secret: true,
    }),
  MAIL_FROM: z
    .string()
    .regex(sender, { error: 'is neither an e-mail address nor a name with one in angle brackets' })
    .optional()
    .register(about, {
      description: {
        en: 'Whom mails come from.',
        zh: '邮件的发件人。',
      },
      default: { en: 'none; required with `SMTP_URL`', zh: '无；设置了 `SMTP_URL` 时必填' },
      example: 'Filmgate <films@example.com>',
    }),
  FILMGATE_REGISTRATION: z
    .stringbool({ error: 'is neither `true` nor `false`' })
    .default(false)
    .register(about, {
      description: {
        en: 'Whether strangers may make accounts of their own, each after a link that was mailed to them.',
        zh: '陌生人能否自行注册账户；每个账户都要先打开邮件里的链接。',
      },
      default: {
        en: '`false`: accounts are made by the operator',
        zh: '`false`：账户由运营方建立',
      },
      example: 'true',
    }),
  FILMGATE_REGISTRATION_CREDITS: z
    .string()
    .transform((text, context) => {
      const micros = decimalToMicros(text);
      if (micros !== null && micros >= 0n) return micros;
      const message = 'is not a number of credits of at least 0 with at most six decimals';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .default(0n)
    .register(about, {
      description: {
        en: 'How many credits an account is given that was made so, once for each letter box.',
        zh: '自行注册的账户获赠多少积分，每个邮箱一次。',
      },
      default: { en: '`0`', zh: '`0`' },
      example: '20',
    }),
  FILMGATE_REGISTRATION_CODE: z
    .string()
    .min(codeCharactersLeast, {
      error: `is shorter than ${String(codeCharactersLeast)} characters`,
    })
    .max(200, { error: 'is longer than 200 characters' })
    .optional()
    .register(about, {
      description: {
        en: 'A code that whoever registers must know.',
        zh: '注册者必须知道的邀请码。',
      },
      default: { en: 'none: no code is asked for', zh: '无：不需要邀请码' },
      example: 'a code of eight characters or more',
      secret: true,
    }),
  FILMGATE_REGISTRATION_DOMAINS: z
    .string()
    .transform((text, context) => {
      const domains = text.split(',').map((one) => one.trim().toLowerCase());
      const wrong = domains.find((one) => !domain.test(one));
      if (wrong === undefined) return domains;
      const message = `has ${JSON.stringify(wrong)}, which is no domain such as example.com`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .optional()
    .register(about, {
      description: {
        en: 'The domains of mail addresses that may register, with commas between.',
        zh: '允许注册的邮箱域名，用逗号分隔。',
      },
      default: { en: 'all', zh: '全部' },
      example: 'example.com,films.example',
    }),
  FILMGATE_REGISTRATIONS_PER_DAY: z
    .string()
    .regex(/^\d{1,5}$/, { error: perDayTrouble, abort: true })
    .transform(Number)
    .pipe(z.int().min(1, { error: perDayTrouble }).max(perDayMost, { error: perDayTrouble }))
    .default(5)
    .register(about, {
      description: {
        en: 'How many may register within 24 hours from one network, which is an address of IPv4 or a /64 of IPv6.',
        zh: '24 小时内同一网络可以注册多少次；一个网络是一个 IPv4 地址或一个 IPv6 的 /64。',
      },
      default: { en: '`5`', zh: '`5`' },
      example: '20',
    }),
};

const variables = z.object(mailVariables);

export interface MailSettings {
  /** Null: no mail is sent. */
  smtp: SmtpSettings | null;
  /** Null: accounts are made by the operator. */
  registration: RegistrationTerms | null;
}

/** Of the variables as they were found. */
export function mailSettings(found: z.infer<typeof variables>): MailSettings {
  const { SMTP_URL: url, MAIL_FROM: from } = found;
  return {
    smtp: url !== undefined && from !== undefined ? { url, from: senderOf(from) } : null,
    registration: found.FILMGATE_REGISTRATION
      ? {
          grantMicros: found.FILMGATE_REGISTRATION_CREDITS,
          code: found.FILMGATE_REGISTRATION_CODE ?? null,
          domains: found.FILMGATE_REGISTRATION_DOMAINS ?? null,
          perDay: found.FILMGATE_REGISTRATIONS_PER_DAY,
        }
      : null,
  };
}

function senderOf(text: string): SmtpSettings['from'] {
  const [, name = '', bracketed, bare = ''] = sender.exec(text) ?? [];
  return { name: name.trim(), address: bracketed ?? bare };
}

/** Sentences for what is missing beside what is set. */
export function missingForMail(given: Readonly<Record<string, string>>): string[] {
  const has = (name: string): boolean => given[name] !== undefined;
  const missing = [
    ...(has('SMTP_URL') && !has('MAIL_FROM')
      ? ['MAIL_FROM is missing, and SMTP_URL is set: mails come from somebody.']
      : []),
    ...(has('MAIL_FROM') && !has('SMTP_URL')
      ? ['SMTP_URL is missing, and MAIL_FROM is set: set both, or neither.']
      : []),
  ];
  const registers = mailVariables.FILMGATE_REGISTRATION.safeParse(given['FILMGATE_REGISTRATION']);
  if (registers.data === true && !has('SMTP_URL')) {
    missing.push(
      'SMTP_URL is missing, and FILMGATE_REGISTRATION is true: who registers proves their address by a link that is mailed.',
    );
  }
  return missing;
}
