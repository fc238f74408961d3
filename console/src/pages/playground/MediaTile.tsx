import { Film, Image as Picture, Music, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton.tsx';
import { icon, smallIcon } from '../../ui/icons.ts';
import type { Kind, Role } from './media.ts';

interface Props {
  role: Role;
  kind: Kind;
  name: string;
  /** Null: nothing can be shown of it here. */
  src: string | null;
  order?: number;
  onRemove: () => void;
  /** Over the picture, while it is on its way. */
  cover?: ReactNode;
  children?: ReactNode;
}

const signs = { image: Picture, video: Film, audio: Music } as const;

/** A medium in its slot. */
export function MediaTile(props: Props) {
  const { role, kind, name, src, order, onRemove, cover, children } = props;
  const { t } = useTranslation();
  const Sign = signs[kind];
  const label = t(`playground.role.${role}`);
  return (
    <>
      <div className="relative grid h-[100px] place-items-center overflow-hidden rounded-gate border border-line bg-gate text-gate-ink-2">
        {src === null || kind === 'audio' ? (
          <span className="flex max-w-full flex-col items-center gap-1 px-2 text-meta">
            <Sign {...icon} />
            <span className="max-w-full truncate">{name}</span>
          </span>
        ) : kind === 'image' ? (
          <img src={src} alt={name} className="absolute inset-0 size-full object-contain" />
        ) : (
          <video
            src={src}
            aria-label={name}
            muted
            playsInline
            preload="metadata"
            className="absolute inset-0 size-full object-contain"
          />
        )}
        {cover}
        <span className="absolute top-1.5 left-1.5 max-w-[calc(100%-42px)] truncate rounded-tag bg-black/72 px-1.5 text-meta/[18px] text-white">
          {order === undefined ? label : `${String(order)} ${t(`playground.kind.${kind}`)}`}
        </span>
        <IconButton
          label={t('playground.remove', { what: name })}
          size="small"
          onClick={onRemove}
          className="absolute! top-1 right-1 bg-black/72 text-white! hover:bg-black!"
        >
          <X {...smallIcon} />
        </IconButton>
      </div>
      {children}
    </>
  );
}
