import { useTranslation } from 'react-i18next';
import type { ListAssetsAnswer } from '../../../../client/src/api-types.ts';
import { bytesText } from '../../format/counts.ts';
import { BudgetBar } from '../../ui/BudgetBar.tsx';

/** What of the room for assets is taken. */
export function AssetRoom({ room }: { room: ListAssetsAnswer['room'] }) {
  const { t } = useTranslation();
  return (
    <div className="mb-4 max-w-80 text-meta text-ink-3">
      {t('assets.room', {
        assets: room.assets.toLocaleString('en-US'),
        assetsMost: room.assetsMost.toLocaleString('en-US'),
        bytes: bytesText(room.bytes),
        bytesMost: bytesText(room.bytesMost),
      })}
      <BudgetBar used={room.bytes} most={room.bytesMost} />
    </div>
  );
}
