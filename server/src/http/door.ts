import type {
  Commands,
  Deed,
  Dialect,
  FileCommand,
  ModelOffer,
  Results,
} from '../dialects/mechanism.ts';
import type { Scope } from '../accounts/scopes.ts';
import type { Language } from '../generation/problem-texts.ts';
import type { Rate } from '../generation/problems.ts';
import type { TaskView } from '../generation/view.ts';
import type { AccountRole, OperatorRole } from '../postgres/tables.ts';
import type { FormerAnswer } from '../former/former-answer.ts';
import type { FormerQuestion } from '../former/former.ts';
import type { Caller } from '../tasks/caller.ts';
import type { KeyTurn } from '../tasks/idempotency.ts';
import type { Origin, TaskCommand } from '../tasks/origin.ts';

/** Who calls: the only thing that authentication hands on. */
export interface Principal {
  accountId: string;
  keyId: string;
  mode: 'live' | 'test';
  /** The account's price tier. */
  tier: string | null;
  /** What the caller may do. */
  scopes: ReadonlySet<Scope>;
  /** Who has signed in; absent where a key calls. */
  person?: SignedInPerson | null;
  /** By the names that clients write; null: all of them. */
  models: ReadonlySet<string> | null;
  /** Null: as many as it likes. */
  createsPerMinute: number | null;
  /** In which dialects refuse; absent: the usual one. */
  language?: Language | undefined;
  /** The account is: what is there is read, and nothing new is made. */
  isSuspended: boolean;
}

/** A person in a browser. Without an account to act for, `accountId` of the principal is `noAccountId`. */
export interface SignedInPerson {
  id: string;
  email: string;
  name: string;
  sessionId: string;
  /** What they are for the account. */
  role: AccountRole | null;
  operatorRole: OperatorRole | null;
  /** They must set a password of their own, and may do nothing else before. */
  passwordDue: boolean;
}

/** Of no account: nothing is found under it. */
export const noAccountId = '00000000-0000-0000-0000-000000000000';

/** Deeds that are a command of an account and a result, and nothing more. */
export type PlainAction = Exclude<Deed, 'create' | 'models' | 'model'>;

/**
 * A task that is missing and another account's are answered alike, and so are assets. The dialect says
 * how new ids look.
 */
export type PlainActions = {
  [D in PlainAction]: (
    principal: Principal,
    command: Commands[D],
    dialect: Dialect,
  ) => Promise<Results[D]>;
};

/** What the dialects' mount needs of the core. Every method throws ProblemError for a refusal. */
export interface Door extends PlainActions {
  /**
   * Null: no such key, or revoked. A wrong checksum never reaches the database. Throws unauthorized for a key that is
   * disabled or has expired, and forbidden where it may not be used from this address.
   */
  authenticate(key: string, address: string): Promise<Principal | null>;
  /**
   * Takes a create, an upload or another change from what the caller may make a minute, and resolves with what is left.
   * Throws rate_limited. Undefined: there is no such limit.
   */
  countCreate(principal: Principal): Promise<Rate> | undefined;
  /**
   * Takes an idempotency key before anything of the body is read, or waits until whoever has it is done. Throws
   * overloaded where that takes too long, and what `over` says meanwhile.
   */
  takeKey(principal: Principal, idempotencyKey: string, over: () => Error | null): Promise<KeyTurn>;
  /**
   * What the key is known for comes before `decode`: so a replay needs neither credits nor media,
   * and a body that does not decode under a known key is a mismatch.
   */
  create(principal: Principal, order: CreateOrder): Promise<{ view: TaskView; replayed: boolean }>;
  /** The task of an equal create whose answer nobody got: it is given out once. Null: there is none. */
  takeUnanswered(principal: Principal, said: string): Promise<TaskView | null>;
  /** The answer of a create that said this was not written. */
  noteUnanswered(principal: Principal, said: string, taskId: string): Promise<void>;
  /**
   * Refuses a create by what the account can pay, before its large body, or its files, are read: in one of these
   * dialects.
   */
  beforeBody(principal: Principal, dialects: readonly Dialect[]): Promise<void>;
  models(dialect: Dialect, command: Commands['models']): readonly ModelOffer[];
  /** Throws model_unavailable. */
  model(dialect: Dialect, command: Commands['model']): ModelOffer;
  /** The name of a task's file, as signed links have it. Throws task_not_found or not_finished. */
  file(principal: Principal, command: FileCommand, dialect: Dialect): Promise<string>;
  /** Absent where nobody comes from another platform. */
  readonly former?: FormerTasks;
}

/** Tasks that are not ours, of accounts that made them at the platforms where they come from. */
export interface FormerTasks {
  /** Of these dialects, the one in which a task may be read through; null: none. */
  dialectOf(principal: Principal, id: string, dialects: readonly string[]): Promise<string | null>;
  /** Null where the task may not be read through, or is missing there as well. */
  ask(
    principal: Principal,
    question: Omit<FormerQuestion, 'accountId'>,
  ): Promise<FormerAnswer | null>;
}

export interface CreateOrder {
  dialect: Origin;
  idempotencyKey: string | null;
  /** Of the key, where there is one. */
  turn?: KeyTurn | undefined;
  caller?: Caller | undefined;
  /** Looks whether the key is still good, at the last. Throws unauthorized. */
  askAgain?: (() => Promise<unknown>) | undefined;
  decode(): TaskCommand;
}
