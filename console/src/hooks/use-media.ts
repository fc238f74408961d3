import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listen) => {
      const media = matchMedia(query);
      media.addEventListener('change', listen);
      return () => media.removeEventListener('change', listen);
    },
    () => matchMedia(query).matches,
  );
}

export const useIsMedium = (): boolean => useMedia('(width < 1280px)');
export const useIsNarrow = (): boolean => useMedia('(width < 1024px)');
export const useIsPhone = (): boolean => useMedia('(width < 640px)');
