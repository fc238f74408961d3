import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Asset, Model } from '../../../../client/src/api-types.ts';
import { assetQuery } from '../../api/assets.ts';
import { ownAddress } from '../../api/media.ts';
import { taskQuery } from '../../api/tasks.ts';
import { useProblemWords } from '../../components/problem-words.ts';
import { MediaChecks } from './MediaChecks.tsx';
import type { Measured } from './media-rules.ts';
import { MediaTile } from './MediaTile.tsx';
import { assetIdOf, kindOfRole, taskIdOf, type Placed } from './media.ts';

interface Props {
  medium: Placed;
  limits: Model['limits'];
  order?: number;
  onRemove: () => void;
}

/** One that stands in the request: a file of the library, a frame of a film, or an address that is fetched later. */
export function KeptTile({ medium: { role, url }, limits, order, onRemove }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const assetId = assetIdOf(url);
  const taskId = taskIdOf(url);
  const asset = useQuery({ ...assetQuery(assetId ?? ''), enabled: assetId !== null });
  const task = useQuery({ ...taskQuery(taskId ?? ''), enabled: taskId !== null });
  const kind = kindOfRole[role];
  const film = task.data?.output;
  const shown = asset.data?.url ?? (kind === 'video' ? film?.videoUrl : film?.lastFrameUrl) ?? null;
  const name = asset.data?.name ?? (taskId === null ? url : t('playground.lastFrameOf'));
  const error = asset.error ?? task.error;
  return (
    <MediaTile
      {...{ role, kind, name, onRemove }}
      {...(order !== undefined && { order })}
      src={shown === null ? null : ownAddress(shown)}
    >
      {asset.data && <MediaChecks measured={measuredOf(asset.data)} limits={limits} />}
      {assetId === null && taskId === null && (
        <p className="mt-1 text-meta text-ink-3">{t('playground.fetchedLater')}</p>
      )}
      {error && <p className="mt-1 text-meta text-red">{words(error)}</p>}
    </MediaTile>
  );
}

function measuredOf({ kind, contentType, bytes, width, height, seconds }: Asset): Measured {
  return { kind, contentType: contentType ?? '', bytes: bytes ?? 0, width, height, seconds };
}
