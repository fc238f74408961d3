import { userInfo } from 'node:os';
import type { Actor } from '../audit/audit.ts';

/** Whoever runs a command, as the audit log knows them: by their name on this machine. */
export function commandActor(): Actor {
  return { kind: 'command', id: null, name: userName(), address: null };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container there may be no name for the user's number.
    return `user ${String(process.getuid?.() ?? '')}`.trim();
  }
}
