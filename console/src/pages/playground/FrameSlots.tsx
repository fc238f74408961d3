import { ArrowLeftRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { smallIcon } from '../../ui/icons.ts';
import { EmptySlot } from './EmptySlot.tsx';
import { KeptTile } from './KeptTile.tsx';
import { UploadTile } from './UploadTile.tsx';
import type { PlaygroundForm } from './use-playground.ts';
import type { Uploads } from './use-uploads.ts';

interface Props {
  form: PlaygroundForm;
  uploads: Uploads;
}

const slots = ['first_frame', 'last_frame'] as const;

/** The picture that the film begins with, and the one that it ends with. */
export function FrameSlots({ form, uploads }: Props) {
  const { t } = useTranslation();
  const { limits } = form.settings.model;
  const hasBoth = slots.every((role) => form.media.some((one) => one.role === role));
  const swap = (): void =>
    form.place((media) =>
      media.map((one) => ({
        ...one,
        role:
          one.role === 'first_frame'
            ? 'last_frame'
            : one.role === 'last_frame'
              ? 'first_frame'
              : one.role,
      })),
    );
  return (
    <>
      <ul className="grid grid-cols-2 gap-2">
        {slots.map((role) => {
          const upload = uploads.all.find((one) => one.role === role);
          const kept = form.media.find((one) => one.role === role);
          return (
            <li key={role} className="min-w-0">
              {upload ? (
                <UploadTile {...{ upload, limits }} onRemove={() => uploads.drop(upload.key)} />
              ) : kept ? (
                <KeptTile
                  medium={kept}
                  limits={limits}
                  onRemove={() => form.place((media) => media.filter((one) => one.role !== role))}
                />
              ) : (
                <EmptySlot
                  label={t(`playground.role.${role}`)}
                  kinds={['image']}
                  offBecause={
                    role === 'last_frame' && limits.lastFrame === 'none'
                      ? t('playground.noLastFrameHere')
                      : null
                  }
                  onFiles={(files) => uploads.take(files, role)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {hasBoth && (
        <Button
          size="small"
          kind="ghost"
          className="self-start"
          icon={<ArrowLeftRight {...smallIcon} />}
          onClick={swap}
        >
          {t('playground.swap')}
        </Button>
      )}
    </>
  );
}
