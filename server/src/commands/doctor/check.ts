/** What a doctor looked at, and what to do about it. */
export interface Check {
  name: string;
  /** `warn`: it works, and may surprise. `fail`: it does not. */
  status: 'ok' | 'warn' | 'fail';
  /** A sentence; where something is wrong, with the way out. */
  message: string;
}

export function ok(name: string, message: string): Check {
  return { name, status: 'ok', message };
}

export function warn(name: string, message: string): Check {
  return { name, status: 'warn', message };
}

export function fail(name: string, message: string): Check {
  return { name, status: 'fail', message };
}

/** What `look` finds, or what it throws as a failure. */
export async function checked(name: string, look: () => Promise<Check> | Check): Promise<Check> {
  try {
    return await look();
  } catch (error) {
    return fail(name, error instanceof Error ? error.message : String(error));
  }
}
