/** How lucide's icons are drawn here: 16 px, 14 where they are small. */
export const icon = { size: 16, strokeWidth: 1.6, 'aria-hidden': true } as const;
export const smallIcon = { size: 14, strokeWidth: 1.6, 'aria-hidden': true } as const;
