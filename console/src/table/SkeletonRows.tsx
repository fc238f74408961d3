import { Skeleton } from '../ui/Skeleton.tsx';

/** Rows of the height of those that come. */
export function SkeletonRows({ height, count = 6, hasFilm = false }: Props) {
  return (
    <div aria-busy="true" className="pt-8">
      {Array.from({ length: count }, (_one, n) => (
        <div key={n} className="flex items-center gap-3 border-b border-line" style={{ height }}>
          {hasFilm && <span className="h-9 w-16 rounded-gate bg-gate" />}
          <Skeleton className={n % 2 === 0 ? 'h-2 w-2/5' : 'h-2 w-1/3'} />
          <Skeleton className="ml-auto h-2 w-14" />
        </div>
      ))}
    </div>
  );
}

interface Props {
  height: number;
  count?: number;
  hasFilm?: boolean;
}
