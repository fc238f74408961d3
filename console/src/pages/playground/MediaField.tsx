import { useTranslation } from 'react-i18next';
import { Note } from '../../ui/Note.tsx';
import { FrameSlots } from './FrameSlots.tsx';
import { mostBytesText, rulesOf } from './media-rules.ts';
import { ReferenceTiles } from './ReferenceTiles.tsx';
import { UrlField } from './UrlField.tsx';
import type { PlaygroundForm } from './use-playground.ts';
import type { Uploads } from './use-uploads.ts';

interface Props {
  form: PlaygroundForm;
  uploads: Uploads;
}

/** The slots of the mode. */
export function MediaField({ form, uploads }: Props) {
  const { t } = useTranslation();
  const { mode } = form.settings;
  const { unplaced } = uploads;
  if (mode === 'text' && !unplaced) return null;
  return (
    <div className="flex flex-col gap-2">
      {mode !== 'text' && (
        <div
          role="group"
          aria-label={t(`playground.media.${mode}`)}
          className="flex flex-col gap-2"
        >
          <div className="flex flex-wrap gap-x-2 text-meta text-ink-2">
            {t(`playground.media.${mode}`)}
            <span className="ml-auto text-ink-3">
              {t('playground.dropHint', { size: mostBytesText(rulesOf.image.bytesMax) })}
            </span>
          </div>
          {mode === 'frames' ? (
            <FrameSlots form={form} uploads={uploads} />
          ) : (
            <ReferenceTiles form={form} uploads={uploads} />
          )}
          <UrlField onUrl={uploads.takeUrl} />
        </div>
      )}
      {unplaced && (
        <Note tone="tungsten" isAlert>
          {t(`playground.unplaced.${unplaced}`)}
        </Note>
      )}
    </div>
  );
}
