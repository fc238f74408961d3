import type { Generated } from 'kysely';
import type { AssetShelf, AssetState } from '../generation/asset.ts';
import type { Language } from '../generation/problem-texts.ts';
import type { MediaKind } from '../generation/request.ts';
import type { TaskState } from '../generation/states.ts';

/** The tables as Kysely sees them; `server/sql/tables/` is what makes them. */
export interface Tables {
  accounts: {
    id: string;
    name: string;
    name_key: string | null;
    tier: string | null;
    time_zone: Generated<string>;
    problem_language: Generated<Language>;
    created_at: Generated<Date>;
    suspended_at: Date | null;
  };
  wallets: {
    account_id: string;
    balance_micros: Generated<bigint>;
    held_micros: Generated<bigint>;
    debt_micros: Generated<bigint>;
    version: Generated<bigint>;
    last_turn: Generated<bigint>;
    has_limits: Generated<boolean>;
    has_end_user_budgets: Generated<boolean>;
  };
  keys: {
    id: string;
    account_id: string;
    mode: 'live' | 'test';
    name: Generated<string>;
    prefix: string;
    last_four: string;
    hash: Buffer;
    created_at: Generated<Date>;
    revoked_at: Date | null;
    scopes: string[] | null;
    models: string[] | null;
    addresses: string[] | null;
    expires_at: Date | null;
    disabled_at: Date | null;
    creates_per_minute: number | null;
    last_used_at: Date | null;
    made_by: string | null;
  };
  former_key_secrets: {
    hash: Buffer;
    key_id: string;
    last_four: string;
    until: Date;
  };
  key_uses: {
    key_id: string;
    last_four: string;
    address: string;
    last_at: Date;
  };
  key_rates: {
    key_id: string;
    next_at: Generated<Date>;
  };
  limits: {
    subject_id: string;
    account_id: string;
    budget_micros: bigint | null;
    budget_period: 'day' | 'month' | 'total' | null;
    held_most_micros: bigint | null;
    tasks_at_once: number | null;
    waiting_most: Generated<number>;
    period_began: Generated<Date>;
    used_micros: Generated<bigint>;
    held_micros: Generated<bigint>;
    at_once: Generated<number>;
    waiting: Generated<number>;
  };
  end_user_budgets: {
    account_id: string;
    end_user: string;
    budget_micros: bigint;
    budget_period: 'day' | 'month' | 'total';
  };
  end_user_uses: {
    account_id: string;
    end_user: string;
    budget_period: string;
    time_zone: string;
    period_began: Date;
    used_micros: bigint;
  };
  tasks: {
    id: string;
    account_id: string;
    key_id: string;
    mode: 'live' | 'test';
    dialect: string;
    model: string;
    state: Generated<TaskState>;
    progress: Generated<number>;
    request: unknown;
    metadata: unknown;
    callback_url: string | null;
    quote: unknown;
    quote_micros: bigint;
    held_micros: bigint;
    charged_micros: bigint | null;
    refunded_micros: Generated<bigint>;
    line: string | null;
    attempts: Generated<number>;
    /** So many events it has; null: it was made before they were counted. */
    events: number | null;
    cancel_requested: Generated<boolean>;
    started_at: Date | null;
    expected_seconds: number | null;
    output: unknown;
    failure: unknown;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
    finished_at: Date | null;
    expires_at: Date;
    forgotten_at: Date | null;
  };
  attempts: {
    task_id: string;
    account_id: string;
    number: number;
    line: string;
    family: string;
    resolution: string;
    state: Generated<string>;
    upstream_id: string | null;
    named_id: string | null;
    outcome: unknown;
    cost_micros: bigint | null;
    intended_at: Generated<Date>;
    answered_at: Date | null;
    ended_at: Date | null;
    silent_since: Date | null;
    told_at: Date | null;
    given_up_at: Date | null;
    absorbed: Generated<boolean>;
  };
  upstream_tasks: {
    upstream_id: string;
    line: string;
    task_id: string;
    number: number;
    account_id: string;
    accepted_at: Date;
  };
  work: {
    step: WorkStep;
    subject_id: string;
    account_id: string;
    queue: string;
    turn: Generated<bigint>;
    due_at: Generated<Date>;
    claim_token: string | null;
    claimed_at: Date | null;
    hinted_at: Date | null;
    claims: Generated<number>;
    home_queue: string | null;
  };
  idempotency: {
    account_id: string;
    mode: 'live' | 'test';
    operation: string;
    key: string;
    fingerprint: Buffer;
    subject_id: string;
    created_at: Generated<Date>;
  };
  creates_under_way: {
    account_id: string;
    mode: 'live' | 'test';
    operation: string;
    key: string;
    token: string;
    until: Date;
  };
  unanswered_creates: {
    task_id: string;
    account_id: string;
    key_id: string;
    fingerprint: Buffer;
    created_at: Generated<Date>;
  };
  movements: {
    id: Generated<bigint>;
    account_id: string;
    kind: MovementKind;
    debit: string;
    credit: string;
    amount_micros: bigint;
    previous_micros: bigint;
    current_micros: bigint;
    version: bigint;
    task_id: string | null;
    reason: Generated<string>;
    debt_id: bigint | null;
    reference: string | null;
    created_at: Generated<Date>;
  };
  usage_quarters: {
    account_id: string;
    quarter: Date;
    key_id: string;
    model: string;
    end_user: string;
    dialect: string;
    resolution: string;
    films: number;
    seconds: bigint;
    tokens: bigint;
    charged_micros: bigint;
    refunded_micros: bigint;
  };
  usage_known: {
    account_id: string;
    version: Generated<bigint>;
  };
  statement_months: {
    account_id: string;
    month: Date;
    time_zone: string;
    began_at: Date;
    ended_at: Date;
    opening_micros: bigint;
    closing_micros: bigint;
    names: unknown;
    made_at: Generated<Date>;
  };
  exports: {
    id: string;
    account_id: string;
    made_by_kind: 'person' | 'key';
    made_by: string;
    kind: ExportKind;
    format: ExportFormat;
    filter: unknown;
    time_zone: string;
    state: Generated<'queued' | 'running' | 'ready' | 'failed'>;
    cursor: string | null;
    rows: Generated<bigint>;
    chunks: Generated<number>;
    bytes: Generated<bigint>;
    stored_bytes: Generated<bigint>;
    is_cut: Generated<boolean>;
    failure: string | null;
    writer: unknown;
    created_at: Generated<Date>;
    finished_at: Date | null;
    expires_at: Generated<Date>;
  };
  export_chunks: {
    export_id: string;
    number: number;
    account_id: string;
    bytes: Buffer;
  };
  debts: {
    id: Generated<bigint>;
    account_id: string;
    kind: MovementKind;
    owed_micros: bigint;
    paid_micros: Generated<bigint>;
    reason: Generated<string>;
    reference: string | null;
    created_at: Generated<Date>;
  };
  absorbed_cancels: {
    task_id: string;
    account_id: string;
    at: Generated<Date>;
  };
  events: {
    task_id: string;
    number: number;
    account_id: string;
    state: TaskState;
    attempt: number;
    line: string | null;
    at: Generated<Date>;
    refunded_micros: bigint | null;
  };
  webhook_endpoints: {
    id: string;
    account_id: string;
    mode: Generated<'live' | 'test'>;
    url: string;
    description: Generated<string>;
    types: string[];
    secret_sealed: Buffer;
    former_secret_sealed: Buffer | null;
    former_until: Date | null;
    enabled: Generated<boolean>;
    disabled_because: 'owner' | 'gone' | 'failing' | null;
    failing_since: Date | null;
    last_failed_at: Date | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  deliveries: {
    id: string;
    account_id: string;
    task_id: string | null;
    event_number: number | null;
    endpoint_id: string | null;
    type: string;
    url: string | null;
    state: Generated<'pending' | 'delivered' | 'failed'>;
    failure: string | null;
    tries_before: Generated<number>;
    /** On record; null: it was made before they were counted. */
    tries: number | null;
    created_at: Generated<Date>;
    finished_at: Date | null;
  };
  delivery_tries: {
    delivery_id: string;
    account_id: string;
    number: number;
    at: Generated<Date>;
    url: string;
    headers: unknown;
    request: string;
    status: number | null;
    answer: string | null;
    error: string | null;
    took_ms: number;
  };
  assets: {
    id: string;
    account_id: string;
    shelf: AssetShelf;
    kind: MediaKind;
    name: string;
    state: AssetState;
    source_url: string | null;
    sha256: string | null;
    content_type: string | null;
    bytes: bigint | null;
    width: number | null;
    height: number | null;
    seconds: number | null;
    failure: unknown;
    counted_bytes: bigint;
    faults: Generated<number>;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
    expires_at: Date | null;
  };
  asset_room: {
    account_id: string;
    assets: number;
    bytes: bigint;
  };
  former_platforms: {
    id: string;
    account_id: string;
    dialect: string;
    line_id: string | null;
    base_url: string | null;
    allow_private_host: Generated<boolean>;
    key_sealed: Buffer | null;
    calls_per_second: number;
    /** Read by the version before alone. */
    next_at: Generated<Date>;
    created_at: Generated<Date>;
  };
  former_tasks: {
    dialect: string;
    task_id: string;
    account_id: string;
  };
  former_files: {
    former_id: string;
    task_id: string;
    file: 'video' | 'poster';
    name: string;
  };
  line_assets: {
    line_id: string;
    way: 'asset' | 'audit';
    sha256: string;
    state: Generated<'processing' | 'active' | 'refused'>;
    upstream_id: string | null;
    failure: unknown;
    began_at: Generated<Date>;
    told_at: Date | null;
    held_until: Date;
  };
  persons: {
    id: string;
    email: string;
    email_key: string;
    name: string;
    password: string | null;
    password_due: Generated<boolean>;
    operator_role: OperatorRole | null;
    signed_in_at: Date | null;
    created_at: Generated<Date>;
    language: Generated<'en' | 'zh'>;
  };
  mails: {
    id: string;
    account_id: string;
    kind: string;
    letter_sealed: Buffer;
    trouble: string | null;
    created_at: Generated<Date>;
  };
  mail_wishes: {
    account_id: string;
    low_balance_micros: bigint | null;
    endpoint_disabled: Generated<boolean>;
    price_change: Generated<boolean>;
    sign_in: Generated<boolean>;
    retention: Generated<boolean>;
  };
  notices: {
    id: string;
    account_id: string;
    kind: 'low_balance' | 'endpoint_disabled' | 'price_change' | 'retention';
    object: string;
    facts: unknown;
    since: Generated<Date>;
    until: Date | null;
  };
  notice_dismissals: {
    notice_id: string;
    person_id: string;
    account_id: string;
  };
  registrations: {
    id: string;
    hash: Buffer | null;
    email: string;
    folded_email: string;
    name: string;
    account_name: string;
    language: 'en' | 'zh';
    password: string;
    network: string;
    created_at: Generated<Date>;
    expires_at: Date;
    used_at: Date | null;
  };
  members: {
    account_id: string;
    person_id: string;
    role: AccountRole;
    created_at: Generated<Date>;
  };
  sessions: {
    id: string;
    person_id: string;
    hash: Buffer;
    former_hash: Buffer | null;
    former_until: Date | null;
    is_rotation_due: Generated<boolean>;
    account_id: string | null;
    mode: Generated<'live' | 'test'>;
    address: string;
    user_agent: string;
    created_at: Generated<Date>;
    seen_at: Generated<Date>;
    expires_at: Date;
  };
  links: {
    id: string;
    kind: 'invitation' | 'reset';
    hash: Buffer;
    email: string;
    account_id: string | null;
    role: AccountRole | null;
    person_id: string | null;
    made_by: string | null;
    created_at: Generated<Date>;
    expires_at: Date;
    used_at: Date | null;
    withdrawn_at: Date | null;
  };
  sign_in_tries: {
    subject: Buffer;
    tries: number;
    began_at: Generated<Date>;
  };
  request_log: {
    at: Date;
    id: string;
    account_id: string;
    key_id: string | null;
    person_id: string | null;
    mode: 'live' | 'test';
    api: string;
    method: string;
    route: string;
    path: string;
    status: number;
    code: string | null;
    detail: string | null;
    took_ms: number;
    task_id: string | null;
    address: string;
    body: string | null;
  };
  request_counts: {
    minute: Date;
    account_id: string;
    key_id: string;
    route: string;
    reads: number;
    unlisted: number;
  };
  audit_log: {
    id: Generated<bigint>;
    account_id: string | null;
    actor_kind: 'person' | 'key' | 'command';
    actor_id: string | null;
    actor_name: string;
    address: string | null;
    action: string;
    object_kind: string;
    object_id: string;
    object_name: string;
    before: unknown;
    after: unknown;
    created_at: Generated<Date>;
  };
}

export type WorkStep =
  | 'dispatch'
  | 'follow'
  | 'collect'
  | 'deliver'
  | 'fetch'
  | 'absorb'
  | 'housekeeping'
  | 'mail'
  | 'export'
  | 'picture';

/** What can be asked for as one file, and as which. */
export const exportKinds = ['deductions', 'tasks', 'transactions', 'usage'] as const;
export type ExportKind = (typeof exportKinds)[number];
export const exportFormats = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** See `counter_account` and `gives_credits` of `server/sql/functions/`. */
export const movementKinds = [
  'grant',
  'top_up',
  'redemption',
  'charge',
  'refund',
  'reversal',
  'expiry',
  'adjustment',
] as const;
export type MovementKind = (typeof movementKinds)[number];

/** What people are for an account, and what they are here. */
export type AccountRole = 'owner' | 'developer' | 'billing' | 'viewer';
export type OperatorRole = 'admin' | 'finance' | 'support' | 'watcher';
