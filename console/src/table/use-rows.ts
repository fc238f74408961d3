import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useState, type RefObject } from 'react';

interface Wanted {
  body: RefObject<HTMLElement | null>;
  count: number;
  rowHeight: number;
  /** Which row shows its detail; -1: none. */
  openIndex: number;
  onEnd?: () => void;
}

interface ShownRow {
  index: number;
  start: number;
  /** Of its detail, whose height only the browser knows. */
  measure: (element: Element | null) => void;
}

export interface RowsInView {
  items: ShownRow[];
  /** Of all of them, in pixels. */
  height: number;
  /** The row that Tab comes to. */
  focused: number;
  move: (step: number) => void;
}

const overscan = 8;
/** How many rows before the end the next page is asked for. */
const endAhead = 40;

/** Which rows are in view, in the scroll of the page (`#main`). */
export function useRows({ body, count, rowHeight, openIndex, onEnd }: Wanted): RowsInView {
  const [margin, setMargin] = useState(0);
  const [focused, setFocused] = useState(0);
  const [detailHeight, setDetailHeight] = useState(0);

  useEffect(() => {
    const main = document.getElementById('main');
    if (!main || !body.current) return;
    const top = body.current.getBoundingClientRect().top - main.getBoundingClientRect().top;
    setMargin(top + main.scrollTop);
  }, [body]);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => document.getElementById('main'),
    estimateSize: (index) => rowHeight + (index === openIndex ? detailHeight : 0),
    scrollMargin: margin,
    overscan,
    // The row that has the focus stays, so that it is not lost by scrolling.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      return focused < count && !seen.includes(focused) ? [...seen, focused] : seen;
    },
  });
  useEffect(() => virtualizer.measure(), [virtualizer, openIndex, detailHeight, rowHeight]);

  const items = virtualizer.getVirtualItems();
  const last = items.findLast(({ index }) => index !== focused)?.index ?? 0;
  useEffect(() => {
    if (count > 0 && last >= count - endAhead) onEnd?.();
    // Each page is asked for once: `onEnd` is made anew with every turn.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [last, count]);

  return {
    items: items.map(({ index, start }) => ({
      index,
      start: start - margin,
      measure: (element) => {
        if (element) setDetailHeight(element.getBoundingClientRect().height);
      },
    })),
    height: virtualizer.getTotalSize(),
    focused,
    move(step) {
      const next = Math.min(Math.max(0, focused + step), count - 1);
      setFocused(next);
      virtualizer.scrollToIndex(next);
      requestAnimationFrame(() => {
        body.current?.querySelector<HTMLElement>(`[data-row="${String(next)}"]`)?.focus();
      });
    },
  };
}
