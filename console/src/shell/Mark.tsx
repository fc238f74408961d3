/** A film frame with its perforations. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" className="fill-current">
      <path
        fillRule="evenodd"
        d="M3 2.5h14A1.5 1.5 0 0 1 18.5 4v12a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 16V4A1.5 1.5 0 0 1 3 2.5ZM7.6 5.3a.8.8 0 0 0-.8.8v7.8a.8.8 0 0 0 .8.8h8a.8.8 0 0 0 .8-.8V6.1a.8.8 0 0 0-.8-.8h-8ZM3.4 4.6h1.7v2H3.4v-2Zm0 4.4h1.7v2H3.4V9Zm0 4.4h1.7v2H3.4v-2Z"
      />
    </svg>
  );
}
