/** The table of housekeeping: what each room wants done again and again, by one process at a time. */
import type { Logger } from 'pino';
import { assetRules } from '../assets/delete.ts';
import { lineAssetRules } from '../lines/http/line-asset-store.ts';
import { silenceRules } from '../making/give-up.ts';
import type { MediaStore } from '../media/store/store.ts';
import { fileRules } from '../media/store/unused-files.ts';
import type { Database } from '../postgres/database.ts';
import { mailRules } from '../mail/outbox.ts';
import { occasionRules } from '../people/occasions.ts';
import type { PeopleParts } from '../people/parts.ts';
import type { PriceBook } from '../pricing/book.ts';
import { peopleRules } from '../people/prune.ts';
import { requestRules } from '../requests/partitions.ts';
import { taskRules } from '../tasks/housekeeping.ts';
import { exportRules } from '../tasks/records/exports/exports.ts';
import type { Settler } from '../tasks/settle.ts';
import { deliveryRules } from '../webhooks/prune.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';
import type { Wake } from '../work/wake.ts';
import type { Config } from './config.ts';

interface HousekeepingRuleParts {
  config: Pick<Config, 'kept'>;
  database: Database;
  settler: Settler;
  store: MediaStore;
  wake: Wake;
  log: Logger;
  people: Pick<PeopleParts, 'publicUrl' | 'outbox'>;
  book: Pick<PriceBook, 'version'>;
}

export function housekeepingRules(parts: HousekeepingRuleParts): HousekeepingRule[] {
  const { database, settler } = parts;
  const { kept } = parts.config;
  return [
    ...fileRules(parts),
    ...assetRules(database),
    ...taskRules({ database, settler, keptDays: kept.taskDays }),
    ...silenceRules(parts),
    ...lineAssetRules(database),
    ...deliveryRules(database, kept.deliveryDays),
    ...peopleRules(database),
    ...requestRules(database, kept.requestDays),
    ...mailRules(database),
    ...occasionRules({
      ...parts.people,
      database,
      bookVersion: parts.book.version,
      keptDays: kept.taskDays,
    }),
    ...exportRules(database),
  ];
}
