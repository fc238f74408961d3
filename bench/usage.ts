import { readFileSync } from 'node:fs';

/** What processes have used until now, together. */
export interface Usage {
  cpuSeconds: number;
  residentMegabytes: number;
}

/** Of the kernel's counts of time, on every Linux that Node.js runs on. */
const ticksPerSecond = 100;

/** Of Linux; elsewhere, and of processes that have ended, zero. */
export function usageOf(pids: readonly number[]): Usage {
  const each = pids.map((pid) => ({
    cpuSeconds: cpuSeconds(read(pid, 'stat')),
    residentMegabytes: residentMegabytes(read(pid, 'status')),
  }));
  return {
    cpuSeconds: each.reduce((sum, one) => sum + one.cpuSeconds, 0),
    residentMegabytes: each.reduce((sum, one) => sum + one.residentMegabytes, 0),
  };
}

/** User and system time; the name before them, in brackets, may hold anything. */
function cpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0] = fields.slice(11, 13).map(Number);
  return (user + system) / ticksPerSecond;
}

function residentMegabytes(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

function read(pid: number, file: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
