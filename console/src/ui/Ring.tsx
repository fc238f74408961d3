/** Something works. It turns only for those who do not mind motion. */
export function Ring() {
  return (
    <svg
      viewBox="0 0 14 14"
      aria-hidden="true"
      className="size-[13px] shrink-0 motion-safe:animate-spin"
    >
      <circle
        cx="7"
        cy="7"
        r="5.5"
        className="fill-none stroke-current opacity-30"
        strokeWidth="2"
      />
      <path d="M7 1.5A5.5 5.5 0 0 1 12.5 7" className="fill-none stroke-current" strokeWidth="2" />
    </svg>
  );
}
