import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clientDialects } from '../chaos/wire.ts';
import type { SmallDisk } from './small-disk.ts';
import type { Outage } from './trial.ts';

/** What has happened to databases of others. */

/** A host without power, a firewall that forgets. */
const silent: Outage = {
  name: 'a database that falls silent',
  begin({ proxy }) {
    proxy.freeze();
  },
  end({ proxy }) {
    proxy.thaw();
    // What a network forgot it does not bring back.
    proxy.reset();
  },
  told: { part: 'database', words: /does not answer in time/ },
};

const cut: Outage = {
  name: 'a database that nobody can reach',
  async begin({ proxy, postgres }) {
    await postgres.order('alter role filmgate nologin');
    proxy.reset();
  },
  async end({ postgres }) {
    await postgres.order('alter role filmgate login');
  },
  told: { part: 'database', words: /cannot be reached|has no connection/ },
};

const full: Outage = {
  name: 'a database without a connection to give',
  async begin({ proxy, postgres }) {
    await postgres.order('alter role filmgate connection limit 0');
    proxy.reset();
  },
  async end({ postgres }) {
    await postgres.order('alter role filmgate connection limit -1');
  },
  told: { part: 'database', words: /has no connection or no room left/ },
};

const standby: Outage = {
  name: 'a database that has become a standby, until it is promoted',
  async begin({ postgres }) {
    await postgres.stop();
    await writeFile(join(postgres.cluster, 'standby.signal'), '');
    await postgres.start();
  },
  end: ({ postgres }) => postgres.order('select pg_promote()'),
  told: { part: 'database', words: /is read-only/ },
};

const lonely: Outage = {
  name: 'a synchronous standby that is gone',
  begin: ({ postgres }) =>
    postgres.order(
      `alter system set synchronous_standby_names = 'nobody'`,
      'select pg_reload_conf()',
    ),
  end: ({ postgres }) =>
    postgres.order('alter system reset synchronous_standby_names', 'select pg_reload_conf()'),
  told: { part: 'database', words: /does not answer in time/ },
};

export const databaseOutages: readonly Outage[] = [silent, cut, full, standby, lonely];

/** Its data and its log of writes stand on `disk`: a server without room for the latter ends. */
export function fullDisk(disk: SmallDisk): Outage {
  return {
    name: 'a database whose disk is full',
    begin: () => disk.fill(),
    async end({ postgres }) {
      await disk.clear();
      await postgres.revive();
    },
    told: { part: 'database', words: /no room left|cannot be reached|is starting or stopping/ },
  };
}

/** The platform's own folder stands on `disk`: creates bring a picture, which has to be kept. */
export function fullStore(disk: SmallDisk, picture: string): Outage {
  const [hmtm] = clientDialects;
  const image = { type: 'image_url', role: 'first_frame', image_url: { url: picture } };
  return {
    name: 'a store whose disk is full',
    begin: () => disk.fill(),
    end: () => disk.clear(),
    told: { part: 'storage', words: /no room/ },
    // Each measures its picture.
    perSecond: 2,
    dialect: {
      ...hmtm,
      film: (prompt) => ({
        ...hmtm.film(prompt),
        content: [{ type: 'text', text: prompt }, image],
      }),
    },
  };
}
