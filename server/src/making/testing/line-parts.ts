import { pino } from 'pino';
import type { MediaStore } from '../../media/store/store.ts';
import { rememberedStills } from '../../media/testing/remembered.ts';
import type { TaskFixture } from '../../tasks/testing/fixture.ts';
import { noCosts } from '../../lines/cost/cost.ts';
import type { LineDriver } from '../driver.ts';
import { noLengths } from '../lengths.ts';
import { studioPatience, type LineParts } from '../parts.ts';
import { noFetch } from './scripted-line.ts';

const takeStills = rememberedStills();

/** What the five steps work with, for a line of which nothing is to be remembered and nothing fetched. */
export function lineParts(
  { database, settler, wake }: Pick<TaskFixture, 'database' | 'settler' | 'wake'>,
  driver: LineDriver,
  store: MediaStore,
): LineParts {
  return {
    database,
    settler,
    wake,
    driver,
    store,
    fetch: noFetch,
    takeStills,
    ended: () => undefined,
    lengths: noLengths,
    costs: noCosts,
    rerunFailed: false,
    patience: studioPatience,
    trouble: () => undefined,
    log: pino({ level: 'silent' }),
  };
}
