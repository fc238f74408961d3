import { ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Kbd } from '../../ui/Kbd.tsx';
import { smallIcon } from '../../ui/icons.ts';

/** So many tasks are newer than what is shown; they come when they are asked for. It floats, so that no row moves. */
export function NewRows({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite" className="sticky top-0 z-20 flex h-0 justify-center">
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="absolute top-0.5 flex h-7 items-center gap-2 rounded-full bg-daylight-wash px-3.5 text-meta whitespace-nowrap text-daylight shadow-pop"
        >
          <ArrowUp {...smallIcon} />
          {t('tasks.new', { count })}
          <span aria-hidden="true" className="max-sm:hidden">
            <Kbd>.</Kbd>
          </span>
        </button>
      )}
    </div>
  );
}
