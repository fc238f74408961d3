/** Passwords: how they are kept, and how one is compared without telling whether there is one. */
import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { refuse } from '../generation/problems.ts';
import { createGate } from '../generation/gate.ts';

export interface Passwords {
  /** As it is kept. Throws overloaded. */
  hash(password: string, from: string): Promise<string>;
  /**
   * Whether it is the password that is kept. Where none is, it takes as long to say no. `from` is where it was sent
   * from, which has one turn at a time. Throws overloaded.
   */
  matches(kept: string | null, password: string, from: string): Promise<boolean>;
}

/** Of the OWASP cheat sheet for argon2id: 19 MiB, twice. */
const memoryKib = 19_456;
const passes = 2;
const lanes = 1;
const saltBytes = 16;
const tagBytes = 32;

/** Each takes a core for tens of milliseconds, and a thread that files need as well. */
const atOnce = 2;
const waitMs = 5_000;

const derive = promisify(argon2);

export function createPasswords(): Passwords {
  const gate = createGate({
    places: atOnce,
    placesPerOwner: 1,
    weight: Infinity,
    weightPerOwner: Infinity,
  });
  const nobodys = format(randomBytes(saltBytes), randomBytes(tagBytes));

  async function inTurn(from: string, parameters: Argon2Parameters): Promise<Buffer> {
    const leave = await gate.enter(from, 0, AbortSignal.timeout(waitMs)).catch((): never => {
      throw refuse('overloaded', 'Too many sign-ins wait right now: try again in a moment.', {
        retryAfterSeconds: 2,
      });
    });
    try {
      return await derive('argon2id', parameters);
    } finally {
      leave();
    }
  }

  return {
    async hash(password, from) {
      const salt = randomBytes(saltBytes);
      return format(
        salt,
        await inTurn(from, parametersOf(password, { salt, tagLength: tagBytes })),
      );
    },
    async matches(kept, password, from) {
      const known = parse(kept ?? nobodys);
      const tag = await inTurn(from, parametersOf(password, known));
      return timingSafeEqual(tag, known.tag) && kept !== null;
    },
  };
}

interface Kept {
  memory: number;
  passes: number;
  parallelism: number;
  salt: Buffer;
  tag: Buffer;
  tagLength: number;
}

function parametersOf(
  password: string,
  { salt, ...kept }: Partial<Kept> & Pick<Kept, 'salt' | 'tagLength'>,
): Argon2Parameters {
  return {
    message: normalPassword(password),
    nonce: salt,
    parallelism: kept.parallelism ?? lanes,
    tagLength: kept.tagLength,
    memory: kept.memory ?? memoryKib,
    passes: kept.passes ?? passes,
  };
}

/** As all libraries of argon2 write it, so that its parameters can grow. */
function format(salt: Buffer, tag: Buffer): string {
  const parameters = `m=${String(memoryKib)},t=${String(passes)},p=${String(lanes)}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

const form = /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,4}),p=(\d{1,3})\$([\w+/]+)\$([\w+/]+)$/;

function parse(kept: string): Kept {
  const [, memory, passes, parallelism, salt = '', tag = ''] = form.exec(kept) ?? [];
  if (memory === undefined) throw new Error('a kept password is of no known form');
  const bytes = Buffer.from(tag, 'base64');
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: bytes,
    tagLength: bytes.length,
  };
}

/** However it was typed, the same letters are the same bytes. */
function normalPassword(password: string): string {
  return password.normalize('NFC');
}

const charactersLeast = 10;
export const passwordCharactersMost = 200;

/** Throws invalid_parameter for one that is soon guessed. */
export function checkPassword(password: string, email: string, field = 'password'): void {
  const trouble = passwordProblem(normalPassword(password), email);
  if (trouble !== null) throw refuse('invalid_parameter', `${field} ${trouble}`, { field });
}

function passwordProblem(password: string, email: string): string | null {
  const characters = Array.from(password);
  if (characters.length < charactersLeast) {
    return `must have at least ${String(charactersLeast)} characters.`;
  }
  if (new Set(characters).size <= 3) return 'repeats the same few characters: choose another.';
  const guess = password.toLowerCase();
  const [local = ''] = email.toLowerCase().split('@');
  const isOfMail = guess === email.toLowerCase() || guess === local.repeat(2);
  return isOfMail ? 'is made of the e-mail address: choose another.' : null;
}
