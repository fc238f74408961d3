import { ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Kbd } from '../../ui/Kbd.tsx';
import { smallIcon } from '../../ui/icons.ts';

/** So many tasks are newer than what is shown; they come when they are asked for. */
export function NewRows({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite">
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="mb-1 flex h-7 w-full items-center justify-center gap-2 rounded-control bg-daylight-wash text-meta text-daylight pointer-coarse:h-11"
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
