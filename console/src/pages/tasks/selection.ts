import { createContext, useContext, useMemo, useState } from 'react';

/** Which tasks of the list are chosen. Cells read it here, so that a choice makes no table anew. */
export interface Selection {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  clear: () => void;
}

const none: ReadonlySet<string> = new Set();
export const SelectionContext = createContext<Selection>({
  ids: none,
  toggle: () => undefined,
  clear: () => undefined,
});
export const useSelection = (): Selection => useContext(SelectionContext);

export function useNewSelection(): Selection {
  const [ids, setIds] = useState(none);
  return useMemo(
    () => ({
      ids,
      toggle: (id) =>
        setIds((before) => {
          const next = new Set(before);
          if (!next.delete(id)) next.add(id);
          return next;
        }),
      clear: () => setIds(none),
    }),
    [ids],
  );
}
