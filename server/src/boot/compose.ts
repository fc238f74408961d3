import { join } from 'node:path';
import type { Logger } from 'pino';
import { assetFinder } from '../assets/finder.ts';
import type { AssetParts } from '../assets/parts.ts';
import { findAssetFile } from '../assets/read.ts';
import { createKeyCheck, type KeyCheck } from '../accounts/key-check.ts';
import { createKeyUses, type KeyUses } from '../accounts/key-uses.ts';
import { createRates, type CreateRates } from '../accounts/limits/rates.ts';
import type { Config } from './config.ts';
import { dialects } from '../dialects/index.ts';
import type { Medium } from '../generation/request.ts';
import { extensionOf } from '../media/file-types.ts';
import { checkSourceUrl, checkUrl, createGuardedFetch, type GuardedFetch } from '../media/fetch.ts';
import { guardStore } from '../media/store/guarded-store.ts';
import { createIntakeRoom, type IntakeDeps } from '../media/intake.ts';
import type { MediaStore } from '../media/store/store.ts';
import { watchFiles } from '../media/store/unused-files.ts';
import type { MediaUrls } from '../media/urls.ts';
import { createCallbackUrls, type CallbackUrls } from '../lines/http/callback-urls.ts';
import { createCancelTerms } from '../lines/cancel-terms.ts';
import { openLineRegistry, type LineRegistry } from '../lines/book/registry.ts';
import { lineSecretPurpose } from '../lines/book/store.ts';
import { createBelowCost } from '../lines/cost/below-cost.ts';
import type { Currencies } from '../lines/cost/cost.ts';
import { createOffering, type Offering } from '../lines/cost/offering.ts';
import { createFormerFiles, type FormerFiles } from '../former/former-files.ts';
import { formerKeyPurpose } from '../former/former-store.ts';
import { createFormerPlatforms, type FormerPlatforms } from '../former/former.ts';
import { loadPriceBook } from './load-price-book.ts';
import type { HeldPlaces } from './join-installation.ts';
import { openStore } from './open-store.ts';
import { callbackSecretsOf, openMediaUrls, openWebhooks } from './parts.ts';
import type { PriceBook } from '../pricing/book.ts';
import type { Database } from '../postgres/database.ts';
import { startWake, type Wake } from '../work/wake.ts';
import { createRequestLog, type RequestLog } from '../requests/request-log.ts';
import type { Secrets } from './secrets.ts';
import { createOutbox, letterPurpose } from '../mail/outbox.ts';
import type { PeopleParts } from '../people/parts.ts';
import { createPasswords } from '../people/passwords.ts';
import { createAffordable, type Affordable } from '../tasks/affordable.ts';
import type { CancelParts } from '../tasks/cancel.ts';
import { createEarlierRequests, type EarlierRequests } from '../tasks/idempotency.ts';
import { findStored, ownFileFinder } from '../tasks/own-files.ts';
import { createEstimator, type EstimateParts, type Estimator } from '../tasks/records/estimate.ts';
import { resultAssetFinder } from '../tasks/result-assets.ts';
import { dispatchQueue } from '../work/queues.ts';
import { createTaskReader, type TaskReader } from '../tasks/read.ts';
import { noteUnkept } from '../making/troubles.ts';
import { createSettler, type Settler } from '../tasks/settle.ts';
import { createSubmit, type Submit } from '../tasks/submit.ts';
import type { ModelNames } from '../generation/catalogue.ts';
import { createUnansweredCreates, type UnansweredCreates } from '../tasks/unanswered.ts';
import type { WebhookParts } from '../webhooks/endpoint.ts';
import type { WebhookSecrets } from '../webhooks/sign.ts';

/** The parts that the doors, the worker and the commands of one process share. */
export interface App {
  config: Config;
  database: Database;
  log: Logger;
  publicUrl: string;
  book: PriceBook;
  store: MediaStore;
  /** How the store did: true, or what is wrong with it. */
  storeReady(this: void): true | string;
  fetch: GuardedFetch;
  urls: MediaUrls;
  wake: Wake;
  keys: KeyCheck;
  keyUses: KeyUses;
  rates: CreateRates;
  requests: RequestLog;
  reader: TaskReader;
  settler: Settler;
  submit: Submit;
  estimate: Estimator;
  modelNames: ModelNames;
  earlier: EarlierRequests;
  unanswered: UnansweredCreates;
  affordable: Affordable;
  cancelTerms: CancelParts['cancelTerms'];
  assets: AssetParts;
  /** The hash under which the file of a name in signed URLs is stored; null where it is not, or not yet. */
  storedFile(this: void, name: string): Promise<string | null>;
  /** Signed address of our stored copy of a medium, as an upstream can fetch it. */
  mediaUrl(this: void, medium: Medium): string;
  /** What the money of upstreams is worth here. */
  currencies: Currencies;
  offering: Offering;
  lineRegistry: LineRegistry;
  formers: FormerPlatforms;
  formerFiles: FormerFiles;
  callbackUrls: CallbackUrls;
  /** Where the studio's finished videos wait to be collected. */
  studioDirectory: string;
  webhooks: WebhookParts;
  people: PeopleParts;
  webhookSecretsOf(accountId: string): WebhookSecrets;
  close(): Promise<void>;
}

export interface AppOptions {
  config: Config;
  database: Database;
  secrets: Secrets;
  publicUrl: string;
  /** Whether the store and the prices are those of the installation; what it throws ends the opening. */
  checkPlace(this: void, place: HeldPlaces): Promise<void>;
  log: Logger;
}

export const dialectsByName = new Map(dialects.map((dialect) => [dialect.name, dialect]));

/** Throws PriceBookError for a price book that cannot be used, and what `checkPlace` throws. */
export async function openApp(options: AppOptions): Promise<App> {
  const { config, database, secrets, publicUrl, log } = options;
  const book = loadPriceBook(config.priceBookPath ?? undefined);
  const { store: bare, mark, close: closeStore } = await openStore(config);
  await options.checkPlace({ mark, book }).catch((error: unknown) => {
    closeStore();
    throw error;
  });
  const guarded = guardStore(bare, {
    log(level, message, details) {
      log[level](details, message);
    },
  });
  const store = watchFiles(guarded.store, database);
  const policy = { allowPrivateHosts: config.allowPrivateHosts };
  const fetch = createGuardedFetch(policy);
  const urls = openMediaUrls(secrets, publicUrl);
  const wake = startWake(database, (message, details) => {
    log.warn(details, message);
  });
  const lineRegistry = await openLineRegistry({
    database,
    wake,
    keys: secrets.keys(lineSecretPurpose),
    log,
  });
  const formers = createFormerPlatforms({
    database,
    lines: () => lineRegistry.lines(),
    fetch,
    keys: secrets.keys(formerKeyPurpose),
    log,
  });
  const reader = createTaskReader(database, wake);
  const settler = createSettler(database, wake, ({ taskId }, reason) => {
    log.error({ taskId, reason }, 'what was told of a task’s end cannot be kept: it fails');
    noteUnkept(database, taskId, reason).catch((error: unknown) => {
      log.warn({ taskId, error: String(error) }, 'a trouble was not counted');
    });
  });
  const storedFile = async (name: string): Promise<string | null> =>
    (await findStored(database, name)) ?? findAssetFile(database, name);
  const intake: IntakeDeps = {
    fetch,
    store,
    room: createIntakeRoom(),
    ownFile: ownFileFinder(storedFile, urls, publicUrl),
    asset: assetFinder(database, resultAssetFinder({ database, reader, wake })),
  };
  const mediaUrl = ({ sha256, contentType }: Medium): string =>
    urls.signMediaUrl(sha256 + extensionOf(contentType));
  const currencies = {
    creditsPerUsd: book.creditsPerUsd,
    cnyPerUsdMicros: config.cnyPerUsdMicros,
  };
  const offering = createOffering({
    book: lineRegistry,
    dialects: dialectsByName,
    mediaUrl,
    currencies,
    studioSells: config.studioSells,
    judge: createBelowCost({ policy: config.belowCost, log, now: Date.now }),
  });
  const keyUses = createKeyUses(database);
  const requests = createRequestLog({ database, log });
  const earlier = createEarlierRequests({ database, wake });
  const affordable = createAffordable({ database, book });
  const pricing: EstimateParts = {
    book,
    intake,
    checkOffer: (order) => {
      offering.check(order);
    },
    modelNames: config.modelNames,
    now: Date.now,
  };
  const submit = createSubmit({
    ...pricing,
    database,
    earlier,
    affordable,
    reader,
    wake,
    checkCallbackUrl: (url) => checkUrl(url, policy),
    queueOf: (mode, request) => dispatchQueue(mode, request, lineRegistry.serves),
  });
  return {
    config,
    modelNames: config.modelNames,
    database,
    log,
    publicUrl,
    book,
    store,
    storeReady: guarded.ready,
    fetch,
    urls,
    wake,
    keys: createKeyCheck(database),
    keyUses,
    rates: createRates(database),
    requests,
    reader,
    settler,
    submit,
    estimate: createEstimator(pricing),
    earlier,
    unanswered: createUnansweredCreates(database),
    affordable,
    cancelTerms: createCancelTerms({ book: lineRegistry, dialects: dialectsByName }),
    assets: { database, wake, intake, checkUrl: (url) => checkSourceUrl(url, policy) },
    storedFile,
    mediaUrl,
    currencies,
    offering,
    lineRegistry,
    formers,
    formerFiles: createFormerFiles({ database, formers, store, log }),
    callbackUrls: createCallbackUrls({ publicUrl, keys: secrets.keys('line callbacks') }),
    studioDirectory: join(config.dataDir, 'studio'),
    webhooks: openWebhooks({ config, database, wake, secrets }),
    people: {
      database,
      passwords: createPasswords(),
      publicUrl,
      outbox: config.mail.smtp && createOutbox(secrets.keys(letterPurpose)),
      registration: config.mail.registration,
    },
    webhookSecretsOf: (accountId) => callbackSecretsOf(secrets, accountId),
    async close() {
      await lineRegistry.close();
      await keyUses.close();
      await requests.close();
      await wake.close();
      await formers.close();
      await fetch.close();
      guarded.stop();
      closeStore();
    },
  };
}
