import { useTranslation } from 'react-i18next';
import { EmptySlot } from './EmptySlot.tsx';
import { KeptTile } from './KeptTile.tsx';
import { kinds, ofMode, referenceOf, roomFor } from './media.ts';
import { UploadTile } from './UploadTile.tsx';
import type { PlaygroundForm } from './use-playground.ts';
import type { Uploads } from './use-uploads.ts';

interface Props {
  form: PlaygroundForm;
  uploads: Uploads;
}

/** Pictures, clips and sound in the order in which they are sent, and how many more there may be. */
export function ReferenceTiles({ form, uploads }: Props) {
  const { t } = useTranslation();
  const { limits } = form.settings.model;
  const placed = ofMode(form.media, 'reference');
  const coming = uploads.all.filter(({ role, kind }) => role === referenceOf[kind]);
  const all = [...placed, ...coming.map(({ role }) => ({ role, url: '' }))];
  const open = kinds.filter((kind) => roomFor(limits, all, kind) > 0);
  const { images, videos, audios } = limits.references;
  const most = { image: images, video: videos, audio: audios };
  return (
    <>
      <ul className="grid grid-cols-3 gap-2">
        {placed.map((medium, n) => (
          <li key={`${medium.role}:${medium.url}`} className="min-w-0">
            <KeptTile
              medium={medium}
              limits={limits}
              order={n + 1}
              onRemove={() =>
                form.place((media) =>
                  media.filter(({ role, url }) => role !== medium.role || url !== medium.url),
                )
              }
            />
          </li>
        ))}
        {coming.map((upload) => (
          <li key={upload.key} className="min-w-0">
            <UploadTile {...{ upload, limits }} onRemove={() => uploads.drop(upload.key)} />
          </li>
        ))}
        {open.length > 0 && (
          <li className="min-w-0">
            <EmptySlot
              label={t('playground.addReference')}
              kinds={open}
              offBecause={null}
              onFiles={(files) => uploads.take(files)}
            />
          </li>
        )}
      </ul>
      <p className="text-meta text-ink-3">
        {kinds
          .map((kind) =>
            t(`playground.count.${kind}`, {
              here: all.filter(({ role }) => role === referenceOf[kind]).length,
              most: most[kind],
            }),
          )
          .join(' · ')}
      </p>
    </>
  );
}
