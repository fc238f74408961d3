/** What letters say, in the languages that we speak. Plain text: nothing in it can be anything else. */
import type { Language } from '../generation/problem-texts.ts';
import type { FinishedLetter } from './letters.ts';

export interface Worded {
  subject: string;
  text: string;
}

const wordsMost = 100;

/**
 * Words of somebody else, such as the name of an account: in one line, and never an address that a reader's program
 * would make a link of. Nobody sends their own link in a letter of ours.
 */
export function tame(words: string): string {
  const line = words
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/:\/+/gu, ' ')
    .replaceAll(/(?<=\S)[.\u3002\uff0e\uff61](?=\S)/gu, ' ')
    .replaceAll('@', ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > wordsMost ? `${characters.slice(0, wordsMost).join('')}…` : line;
}

/** Their mail address, where it can be nothing else to whoever reads it. */
function nameOf(person: string): string {
  return /^[\w.+-]+@[\w.-]+$/u.test(person) ? person : tame(person);
}

export function wordsOf(letter: FinishedLetter): Worded {
  const { subject, lines } = sheets[letter.language](letter);
  return { subject, text: `${lines.join('\n\n')}\n` };
}

interface Sheet {
  subject: string;
  lines: string[];
}

const sheets: Readonly<Record<Language, (letter: FinishedLetter) => Sheet>> = {
  en: inEnglish,
  zh: inChinese,
};

const roles: Readonly<Record<string, string>> = {
  owner: '所有者',
  developer: '开发者',
  billing: '财务',
  viewer: '只读成员',
};

function inEnglish(letter: FinishedLetter): Sheet {
  switch (letter.kind) {
    case 'invitation': {
      const { by, role, link, days } = letter;
      const account = tame(letter.accountName);
      return {
        subject: `You are invited to ${account}`,
        lines: [
          `${by === null ? 'Whoever runs this installation' : nameOf(by)} invites you to the account “${account}” as ${role}.`,
          `Join by this link, once, within ${String(days)} days:\n${link}`,
          'If you do not know what this is about, do nothing: without the link nothing happens.',
        ],
      };
    }
    case 'reset':
      return {
        subject: 'Set a new password',
        lines: [
          'Somebody asked for a new password for this e-mail address.',
          `Set one by this link, once, within ${String(letter.minutes)} minutes:\n${letter.link}`,
          'If it was not you, do nothing: your password stays as it is.',
        ],
      };
    case 'registration':
      return {
        subject: 'Confirm your e-mail address',
        lines: [
          `Your account is made once you follow this link, within ${String(letter.hours)} hours:\n${letter.link}`,
          'If you did not register, do nothing: no account is made.',
        ],
      };
    case 'registered_before':
      return {
        subject: 'You have an account already',
        lines: [
          'Somebody wanted to register with this e-mail address, or with another that leads to the same letter box. There is an account for it already.',
          `Sign in, or ask for a new password, at ${letter.url}`,
          'If it was not you, do nothing: nothing was changed.',
        ],
      };
    case 'low_balance':
      return {
        subject: `${tame(letter.accountName)}: ${letter.left} credits are left`,
        lines: [
          `The account “${tame(letter.accountName)}” has ${letter.left} credits left, less than ${letter.below}. Without credits new videos are refused.`,
          letter.url,
          settingsEn,
        ],
      };
    case 'endpoint_disabled':
      return {
        subject: `${tame(letter.accountName)}: a webhook endpoint is disabled`,
        lines: [
          `Nothing more is sent to the webhook endpoint ${tame(letter.endpoint)} of the account “${tame(letter.accountName)}”: ${tame(letter.why)}`,
          `What was not sent waits until the endpoint is enabled again: ${letter.url}`,
          settingsEn,
        ],
      };
    case 'price_change':
      return {
        subject: `${tame(letter.accountName)}: prices have changed`,
        lines: [
          `Another price book (${tame(letter.version)}) is in force for the account “${tame(letter.accountName)}”. What was asked for before is charged as it was quoted.`,
          letter.url,
          settingsEn,
        ],
      };
    case 'retention':
      return {
        subject: `${tame(letter.accountName)}: old tasks are removed soon`,
        lines: [
          `Tasks of the account “${tame(letter.accountName)}” that nobody was charged for are removed ${String(letter.days)} days after their end. The first of them go within a week: export what you need.`,
          letter.url,
          settingsEn,
        ],
      };
    case 'sign_in':
      return {
        subject: 'A new sign-in',
        lines: [
          `Somebody signed in with your e-mail address and password from where you had not signed in: ${letter.address}, ${tame(letter.browser)}, ${letter.at}.`,
          'If it was not you, change your password and end your other sessions.',
          settingsEn,
        ],
      };
  }
}

const settingsEn = 'The owners of the account choose in its settings what is told by mail.';

function inChinese(letter: FinishedLetter): Sheet {
  switch (letter.kind) {
    case 'invitation': {
      const { by, role, link, days } = letter;
      const account = tame(letter.accountName);
      return {
        subject: `邀请您加入「${account}」`,
        lines: [
          `${by === null ? '运营方' : nameOf(by)} 邀请您以「${roles[role] ?? role}」身份加入账户「${account}」。`,
          `请在 ${String(days)} 天内打开以下链接加入，链接只能使用一次：\n${link}`,
          '如果您不了解此事，无需任何操作：不打开链接就什么也不会发生。',
        ],
      };
    }
    case 'reset':
      return {
        subject: '设置新密码',
        lines: [
          '有人为这个邮箱地址申请了新密码。',
          `请在 ${String(letter.minutes)} 分钟内打开以下链接设置，链接只能使用一次：\n${letter.link}`,
          '如果不是您本人，无需任何操作：密码不会改变。',
        ],
      };
    case 'registration':
      return {
        subject: '确认您的邮箱地址',
        lines: [
          `请在 ${String(letter.hours)} 小时内打开以下链接，打开后账户即建立：\n${letter.link}`,
          '如果您没有注册，无需任何操作：不会建立账户。',
        ],
      };
    case 'registered_before':
      return {
        subject: '您已有账户',
        lines: [
          '有人想用这个邮箱地址（或通向同一邮箱的另一个地址）注册，但它已有账户。',
          `请登录或申请新密码：${letter.url}`,
          '如果不是您本人，无需任何操作：没有任何改变。',
        ],
      };
    case 'low_balance':
      return {
        subject: `${tame(letter.accountName)}：余额还剩 ${letter.left} 积分`,
        lines: [
          `账户「${tame(letter.accountName)}」还剩 ${letter.left} 积分，低于 ${letter.below}。没有积分时，新的视频会被拒绝。`,
          letter.url,
          settingsZh,
        ],
      };
    case 'endpoint_disabled':
      return {
        subject: `${tame(letter.accountName)}：一个 webhook 端点已停用`,
        lines: [
          `账户「${tame(letter.accountName)}」的 webhook 端点 ${tame(letter.endpoint)} 不再接收任何内容：${tame(letter.why)}`,
          `未发送的内容会等到端点重新启用：${letter.url}`,
          settingsZh,
        ],
      };
    case 'price_change':
      return {
        subject: `${tame(letter.accountName)}：价格有变`,
        lines: [
          `账户「${tame(letter.accountName)}」启用了新的价格表（${tame(letter.version)}）。此前提交的任务仍按当时的报价收费。`,
          letter.url,
          settingsZh,
        ],
      };
    case 'retention':
      return {
        subject: `${tame(letter.accountName)}：旧任务即将删除`,
        lines: [
          `账户「${tame(letter.accountName)}」中没有收费的任务在结束 ${String(letter.days)} 天后删除，其中最早的一周内就会删除：请导出需要的内容。`,
          letter.url,
          settingsZh,
        ],
      };
    case 'sign_in':
      return {
        subject: '新的登录',
        lines: [
          `有人用您的邮箱地址和密码从您未登录过的地方登录：${letter.address}，${tame(letter.browser)}，${letter.at}。`,
          '如果不是您本人，请修改密码并结束其他会话。',
          settingsZh,
        ],
      };
  }
}

const settingsZh = '哪些事用邮件通知，由账户的所有者在设置中选择。';
