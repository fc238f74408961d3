import type { Config } from '../../boot/config.ts';
import { checkStore } from '../../boot/open-store.ts';
import { checked, ok, type Check } from './check.ts';

/** Whether the bucket can be used; nothing to say where files are kept on disk. */
export async function checkStorage(config: Pick<Config, 's3'>): Promise<Check[]> {
  const { s3 } = config;
  if (s3 === null) return [];
  const check = await checked('storage', async () => {
    await checkStore(config);
    return ok('storage', `The bucket "${s3.bucket}" can be written, read and cleared.`);
  });
  return [check];
}
