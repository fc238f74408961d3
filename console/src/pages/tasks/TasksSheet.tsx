import { useEffect, useRef } from 'react';
import type { AnyTask } from '../../api/tasks.ts';
import { TaskFrame } from '../../components/TaskFrame.tsx';
import { join } from '../../ui/join.ts';
import { SelectBox } from './SelectBox.tsx';
import { useSelection } from './selection.ts';

interface Props {
  rows: readonly AnyTask[];
  onEnd: () => void;
}

/** The same list as frames. What is far out of view is not drawn. */
export function TasksSheet({ rows, onEnd }: Props) {
  const { ids } = useSelection();
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(() => {
    if (!end.current) return undefined;
    const watch = new IntersectionObserver(
      ([seen]) => {
        if (seen?.isIntersecting) latest.current();
      },
      { root: document.getElementById('main'), rootMargin: '1200px' },
    );
    watch.observe(end.current);
    return () => watch.disconnect();
    // Where more rows came and the end is still in view, it is asked again.
  }, [rows.length]);
  return (
    <>
      <ul className="grid grid-cols-2 gap-x-4 gap-y-5 pt-1 max-sm:gap-x-3 sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-5">
        {rows.map((task) => (
          <li
            key={task.id}
            className={join(
              'group relative min-w-0 rounded-gate [contain-intrinsic-size:auto_150px] [content-visibility:auto]',
              ids.has(task.id) && 'shadow-[0_0_0_2px_var(--page),0_0_0_4px_var(--daylight)]',
            )}
          >
            <TaskFrame task={task} />
            <span
              className={join(
                'absolute top-1 left-1.5 rounded-tag bg-page p-1 pt-px',
                !ids.has(task.id) &&
                  'opacity-0 pointer-coarse:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100',
              )}
            >
              <SelectBox task={task} />
            </span>
          </li>
        ))}
      </ul>
      <div ref={end} className="h-px" />
    </>
  );
}
