import { AudioLines, Film, Image, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Asset } from '../../../../client/src/api-types.ts';
import { ownAddress } from '../../api/media.ts';
import { useMay } from '../../api/session.ts';
import { Thumb } from '../../film/Thumb.tsx';
import { bytesText } from '../../format/counts.ts';
import { CopyIcon } from '../../ui/CopyButton.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { icon, smallIcon } from '../../ui/icons.ts';
import { Ring } from '../../ui/Ring.tsx';

interface Props {
  assets: readonly Asset[];
  onDelete: (asset: Asset) => void;
}

/** A contact sheet of what is kept. */
export function AssetGrid({ assets, onDelete }: Props) {
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-5 lg:grid-cols-4 xl:grid-cols-5">
      {assets.map((asset) => (
        <AssetCard key={asset.id} asset={asset} onDelete={() => onDelete(asset)} />
      ))}
    </ul>
  );
}

const signs = { image: Image, video: Film, audio: AudioLines } as const;

function AssetCard({ asset, onDelete }: { asset: Asset; onDelete: () => void }) {
  const { t } = useTranslation();
  const mayWrite = useMay('assets:write');
  const { id, name, kind, state, url, width, height } = asset;
  const Sign = signs[kind];
  return (
    <li className="min-w-0">
      <Thumb
        src={kind === 'image' && url !== null ? ownAddress(url) : null}
        {...(width !== null && height !== null && { width, height })}
        className="aspect-video w-full"
      >
        {state === 'processing' ? <Ring /> : <Sign {...icon} />}
      </Thumb>
      <div className="mt-1.5 flex items-center gap-1">
        <span className="min-w-0 flex-1 truncate" title={name}>
          {url === null ? (
            name
          ) : (
            <a href={ownAddress(url)} target="_blank" rel="noreferrer" className="hover:underline">
              {name}
            </a>
          )}
        </span>
        <CopyIcon text={`asset://${id}`} what={t('assets.address', { name })} />
        {mayWrite && (
          <IconButton size="small" label={t('assets.delete', { name })} onClick={onDelete}>
            <Trash2 {...smallIcon} />
          </IconButton>
        )}
      </div>
      <AssetFacts asset={asset} />
    </li>
  );
}

function AssetFacts({
  asset: { kind, state, failure, bytes, width, height, seconds },
}: {
  asset: Asset;
}) {
  const { t } = useTranslation();
  if (state === 'failed') {
    return (
      <div className="truncate text-meta text-red" title={failure?.message}>
        {failure?.message}
      </div>
    );
  }
  if (state === 'processing') {
    return <div className="text-meta text-ink-3">{t('assets.processing')}</div>;
  }
  const facts = [
    t(`assets.kind.${kind}`),
    width !== null && height !== null && `${String(width)} × ${String(height)}`,
    seconds !== null && t('common.seconds', { seconds: seconds.toFixed(1).replace(/\.0$/, '') }),
    bytes !== null && bytesText(bytes),
  ].filter((fact) => fact !== false);
  return <div className="truncate text-meta text-ink-3">{facts.join(' · ')}</div>;
}
