import { Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUploadAsset } from '../../api/assets.ts';
import { useProblemWords } from '../../components/problem-words.ts';
import { icon } from '../../ui/icons.ts';
import { join } from '../../ui/join.ts';
import { Ring } from '../../ui/Ring.tsx';

interface Refused {
  name: string;
  error: Error;
}

/** Files that are dropped here, or chosen, are kept one after the other. */
export function DropArea() {
  const { t } = useTranslation();
  const words = useProblemWords();
  const upload = useUploadAsset();
  const [isOver, setOver] = useState(false);
  const [left, setLeft] = useState(0);
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const keep = async (files: readonly File[]): Promise<void> => {
    setRefused([]);
    setLeft(files.length);
    for (const file of files) {
      try {
        await upload.mutateAsync({ file });
      } catch (error) {
        const reason = error instanceof Error ? error : new Error(String(error));
        setRefused((before) => [...before, { name: file.name, error: reason }]);
      }
      setLeft((before) => before - 1);
    }
  };
  return (
    <div className="mb-4">
      <label
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (left === 0) void keep([...event.dataTransfer.files]);
        }}
        className={join(
          'flex min-h-20 cursor-pointer items-center justify-center gap-2.5 rounded-control border border-dashed px-4 text-center',
          'focus-within:shadow-(--focus)',
          isOver ? 'border-daylight bg-daylight-wash text-daylight' : 'border-edge text-ink-2',
        )}
      >
        {left > 0 ? <Ring /> : <Upload {...icon} />}
        <span role="status">
          {left > 0 ? t('assets.sending', { count: left }) : t('assets.drop')}
        </span>
        <input
          type="file"
          aria-label={t('assets.drop')}
          multiple
          accept="image/*,video/*,audio/*"
          disabled={left > 0}
          className="sr-only"
          onChange={(event) => {
            void keep([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </label>
      {refused.length > 0 && (
        <ul role="alert" className="mt-2 text-meta text-red">
          {refused.map(({ name, error }) => (
            <li key={name}>
              {name}: {words(error)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
