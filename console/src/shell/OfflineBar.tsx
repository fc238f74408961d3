import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

/** Over the page while there is no network; what was typed stays. */
export function OfflineBar() {
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(
    (listen) => {
      addEventListener('online', listen);
      addEventListener('offline', listen);
      return () => {
        removeEventListener('online', listen);
        removeEventListener('offline', listen);
      };
    },
    () => navigator.onLine,
  );
  return (
    <div aria-live="assertive">
      {!isOnline && (
        <div className="flex h-7 items-center justify-center bg-tungsten-wash text-meta text-tungsten">
          {t('shell.offline')}
        </div>
      )}
    </div>
  );
}
