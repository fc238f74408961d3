import { useTranslation } from 'react-i18next';
import still from './showreel.jpg';

/** What this place makes, seen before anybody has signed in. */
export function Showreel() {
  const { t } = useTranslation();
  return (
    <div className="relative overflow-hidden bg-gate">
      <img
        src={still}
        alt=""
        className="absolute inset-0 size-full object-cover object-[62%_50%]"
      />
      <div className="absolute inset-x-0 bottom-0 flex h-[120px] items-end bg-linear-to-t from-black/60 to-transparent px-8 pb-6 text-gate-ink max-sm:px-4 max-sm:pb-3">
        <span>{t('signIn.filmPrompt')}</span>
        <span className="ml-3 text-white/72 max-sm:hidden">{t('signIn.filmNote')}</span>
      </div>
    </div>
  );
}
