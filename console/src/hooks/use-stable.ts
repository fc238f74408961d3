import { useCallback, useEffect, useRef } from 'react';

/** One and the same function for as long as the component stands, which does what the latest one does: for cells of tables. */
export function useStable<Args extends unknown[]>(
  act: (...args: Args) => void,
): (...args: Args) => void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
