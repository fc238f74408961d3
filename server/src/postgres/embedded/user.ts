import { chmod, chown, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** As whom the server runs when we are root. PostgreSQL itself refuses to run as root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

export const isRoot = process.getuid?.() === 0;

/** A user of the machine made for us, else PostgreSQL's, else `nobody`. */
export async function unprivilegedUser(): Promise<ServerUser> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['filmgate', 'postgres', 'nobody']) {
    const line = lines.find(([name]) => name === wanted);
    // Unsigned: macOS writes nobody as -2.
    if (line !== undefined) return { uid: Number(line[2]) >>> 0, gid: Number(line[3]) >>> 0 };
  }
  throw new Error(
    'PostgreSQL does not run as root, and /etc/passwd has no user filmgate, postgres or ' +
      'nobody. Start Filmgate as an ordinary user.',
  );
}

/** Whether a user may pass through a folder and all above it, by their modes. */
export async function canEnter(user: ServerUser, folder: string): Promise<boolean> {
  const { uid, gid, mode } = await stat(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return folder === dirname(folder) || canEnter(user, dirname(folder));
}

/**
 * Lets a user pass through a folder, if all above it do already: a folder of root's own, which is
 * closed to groups, is opened to the group of that user and to nobody else. False if that is not
 * enough.
 */
export async function openTo(user: ServerUser, folder: string): Promise<boolean> {
  if (await canEnter(user, folder)) return true;
  const { uid, mode } = await stat(folder);
  if (uid !== 0 || (mode & 0o070) !== 0 || !(await canEnter(user, dirname(folder)))) return false;
  await letIn(user, folder);
  return true;
}

/** Opens a folder of root's own to the group of a user, and to nobody else. */
export async function letIn(user: ServerUser, folder: string): Promise<void> {
  await chown(folder, 0, user.gid);
  await chmod(folder, 0o710);
}
