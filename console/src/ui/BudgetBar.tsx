const warnFrom = 0.85;

/** How much of something is used: amber from 85 %, red where it is used up. The number stands beside it. */
export function BudgetBar({ used, most }: { used: number; most: number }) {
  const share = most > 0 ? Math.min(1, used / most) : 1;
  const colour = share >= 1 ? 'bg-red' : share >= warnFrom ? 'bg-tungsten' : 'bg-ink-2';
  return (
    <div aria-hidden="true" className="mt-[5px] h-1 overflow-hidden rounded-full bg-press">
      <div
        className={`h-full rounded-full ${colour}`}
        style={{ width: `${String(share * 100)}%` }}
      />
    </div>
  );
}
