import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** Looks at processes as the kernel of Linux shows them under /proc. */

export interface Process {
  pid: number;
  parent: number;
  /** Name of the program. */
  name: string;
  /** A zombie has ended and is only waiting for its parent to take note. */
  zombie: boolean;
  /** Clock ticks since boot: with the pid it names one process for ever. */
  startedTicks: number;
}

/** All that a process has started, and what those have started. */
export function descendantsOf(pid: number): Process[] {
  const all = processes();
  const found: Process[] = [];
  for (let parents = new Set([pid]); parents.size > 0;) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map((child) => child.pid));
  }
  return found;
}

export function isAlive(known: Process): boolean {
  const now = read(known.pid);
  return now !== null && now.startedTicks === known.startedTicks && !now.zombie;
}

/** What the descriptors of a process lead to: paths of files, `socket:[…]` … */
export function openFiles(pid: number): string[] {
  const folder = `/proc/${String(pid)}/fd`;
  return readdirSync(folder).flatMap((descriptor) => {
    try {
      return [readlinkSync(`${folder}/${descriptor}`)];
    } catch {
      // It was closed since the folder was read.
      return [];
    }
  });
}

/** How many TCP connections over IPv4 this machine has at a port where it listens. */
export function connectionsAt(port: number): number {
  const [, ...rows] = readFileSync('/proc/net/tcp', 'latin1').trim().split('\n');
  const localPort = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const established = '01';
  return rows.filter((row) => {
    const [, local = '', , state] = row.trim().split(/\s+/u);
    return local.endsWith(localPort) && state === established;
  }).length;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => read(Number(name)) ?? []);
}

/** From `/proc/<pid>/stat` (proc(5)): the name stands in parentheses and may hold anything. */
function read(pid: number): Process | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
  } catch {
    return null;
  }
  const end = text.lastIndexOf(')');
  const name = text.slice(text.indexOf('(') + 1, end);
  const fields = text.slice(end + 2).split(' ');
  const [state, parent] = fields;
  return {
    pid,
    parent: Number(parent),
    name,
    zombie: state === 'Z' || state === 'X',
    startedTicks: Number(fields[19]),
  };
}
