import type { KeyboardEvent, ReactNode } from 'react';
import { join } from '../ui/join.ts';

interface Props {
  index: number;
  /** Pixels from the top of the body. */
  start: number;
  height: number;
  tracks: string;
  /** One row of a table is a stop for Tab; arrows move it. */
  isFocusStop: boolean;
  onOpen?: () => void;
  onSelect?: () => void;
  onPeek?: () => void;
  isSelected: boolean;
  onMove: (step: number) => void;
  detail: ReactNode;
  measure: (element: Element | null) => void;
  children: ReactNode;
}

const steps: Readonly<Partial<Record<string, number>>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

export function TableRow(props: Props) {
  const { index, start, height, tracks, isFocusStop, onOpen, onSelect, onMove, detail, measure } =
    props;
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey) return;
    const step = steps[event.key];
    if (step !== undefined) onMove(step);
    else if (event.key === 'Enter' && onOpen) onOpen();
    else if (event.key === 'p' && props.onPeek) props.onPeek();
    else if ((event.key === ' ' || event.key === 'x') && onSelect) onSelect();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <tr
        role="row"
        data-row={index}
        aria-rowindex={index + 1}
        tabIndex={isFocusStop ? 0 : -1}
        onKeyDown={press}
        onClick={(event) => {
          // Links and buttons in a row do what they say.
          if (event.target instanceof Element && !event.target.closest('a, button, input, label')) {
            onOpen?.();
          }
        }}
        className={join(
          'absolute -inset-x-3 top-0 grid items-center border-b border-transparent px-3',
          'bg-[linear-gradient(var(--line),var(--line))] bg-[length:calc(100%-24px)_1px] bg-[position:12px_100%] bg-no-repeat',
          props.isSelected ? 'bg-selected' : onOpen && 'hover:bg-hover',
          onOpen && 'cursor-pointer',
        )}
        style={{ gridTemplateColumns: tracks, height, transform: `translateY(${String(start)}px)` }}
      >
        {props.children}
      </tr>
      {detail !== undefined && (
        <tr
          role="row"
          className="absolute inset-x-0 top-0 block"
          style={{ transform: `translateY(${String(start + height)}px)` }}
        >
          <td role="cell" ref={measure} className="block pb-4">
            {detail}
          </td>
        </tr>
      )}
    </>
  );
}
