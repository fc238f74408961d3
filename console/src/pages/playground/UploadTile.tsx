import { useTranslation } from 'react-i18next';
import type { Model } from '../../../../client/src/api-types.ts';
import { useProblemWords } from '../../components/problem-words.ts';
import { Ring } from '../../ui/Ring.tsx';
import { MediaChecks } from './MediaChecks.tsx';
import { MediaTile } from './MediaTile.tsx';
import type { Upload } from './use-uploads.ts';

interface Props {
  upload: Upload;
  limits: Model['limits'];
  onRemove: () => void;
}

/** A file on its way, or why it does not go. */
export function UploadTile({ upload, limits, onRemove }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const { role, kind, name, address, measured, state, error } = upload;
  return (
    <MediaTile
      {...{ role, kind, name, onRemove }}
      src={address}
      cover={
        state === 'sending' && (
          <span
            role="status"
            className="absolute inset-x-0 bottom-0 flex items-center justify-center gap-1.5 bg-black/72 text-meta text-white"
          >
            <Ring /> {t('playground.uploading')}
          </span>
        )
      }
    >
      <MediaChecks measured={measured} limits={limits} />
      {error && (
        <p role="alert" className="mt-1 text-meta text-red">
          {words(error)}
        </p>
      )}
    </MediaTile>
  );
}
