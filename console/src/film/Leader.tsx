interface Props {
  label: string;
  /** What the hand shows, 0 to 100; null: nobody knows, and there is no hand. */
  percent: number | null;
  /** In the middle: a percent, or the seconds that have passed. */
  figure: string;
  /** Below it: how long it takes still. */
  note: string;
  /** The same for those who hear the page. */
  valueText: string;
}

const centre = { x: 400, y: 225 };
/** Beyond the corners of the gate. */
const far = 620;

/** The countdown of a film that is being made. It fills its gate. */
export function Leader({ label, percent, figure, note, valueText }: Props) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-valuetext={valueText}
      className="absolute inset-0 text-gate-ink"
    >
      <svg
        viewBox="0 0 800 450"
        preserveAspectRatio="xMidYMid slice"
        aria-hidden="true"
        className="absolute inset-0 size-full fill-none"
      >
        {percent !== null && <path d={wedge(percent)} className="fill-white/[0.045]" />}
        <path d="M0 225H800M400 0V450" className="stroke-white/13" />
        <circle cx="400" cy="225" r="158" className="stroke-white/22" />
        <circle cx="400" cy="225" r="142" className="stroke-white/22" />
        {percent !== null && (
          <path d={hand(percent)} strokeWidth="1.5" className="stroke-gate-live" />
        )}
        <circle cx="400" cy="225" r="78" className="fill-gate" />
      </svg>
      <div className="absolute inset-0 grid place-items-center text-center">
        <div>
          <div className="text-[52px]/[54px] font-medium tracking-[-0.03em] max-sm:text-[32px]/9">
            {figure}
          </div>
          <div className="text-meta text-gate-ink-2">{note}</div>
        </div>
      </div>
    </div>
  );
}

/** The same in a row or a card. */
export function MiniLeader({ figure }: { figure: string }) {
  return (
    <span className="relative grid size-full place-items-center text-gate-ink">
      <svg viewBox="0 0 80 45" aria-hidden="true" className="absolute inset-0 size-full fill-none">
        <path d="M0 22.5H80M40 0V45" className="stroke-white/13" />
        <circle cx="40" cy="22.5" r="15" className="fill-gate stroke-white/22" />
      </svg>
      <span className="relative text-meta font-medium">{figure}</span>
    </span>
  );
}

function tip(percent: number): { x: number; y: number } {
  const angle = (percent / 100) * 2 * Math.PI;
  return { x: centre.x + far * Math.sin(angle), y: centre.y - far * Math.cos(angle) };
}

function hand(percent: number): string {
  const { x, y } = tip(percent);
  return `M400 225L${x.toFixed(1)} ${y.toFixed(1)}`;
}

function wedge(percent: number): string {
  if (percent >= 100) return 'M0 0H800V450H0Z';
  const { x, y } = tip(percent);
  const isLarge = percent > 50 ? 1 : 0;
  return `M400 225V${String(centre.y - far)}A${String(far)} ${String(far)} 0 ${String(isLarge)} 1 ${x.toFixed(1)} ${y.toFixed(1)}Z`;
}
