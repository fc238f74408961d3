import { isFrame, ofMode, referenceOf, roomFor, type Kind, type Mode, type Role } from './media.ts';
import type { PlaygroundForm } from './use-playground.ts';

interface Place {
  mode: Mode;
  role: Role;
}

/** Where a medium goes: into the slot that is named, the first free one, or the mode that takes it. */
export function placeFor(
  kind: Kind,
  { settings, media }: Pick<PlaygroundForm, 'settings' | 'media'>,
  coming: readonly { role: Role }[],
  wanted?: Role,
): Place | 'noRoom' | 'notHere' {
  const { limits } = settings.model;
  // The first of several files has changed the mode already.
  const [first] = coming;
  const mode = settings.mode !== 'text' || !first ? settings.mode : modeOfRole(first.role);
  if (mode === 'text') {
    const next = kind === 'image' && limits.modes.includes('frames') ? 'frames' : 'reference';
    if (!limits.modes.includes(next)) return 'notHere';
    return { mode: next, role: next === 'frames' ? 'first_frame' : referenceOf[kind] };
  }
  if (mode === 'reference') {
    const here = [
      ...ofMode(media, mode),
      ...coming.flatMap(({ role }) => (isFrame(role) ? [] : [{ role, url: '' }])),
    ];
    return roomFor(limits, here, kind) > 0 ? { mode, role: referenceOf[kind] } : 'noRoom';
  }
  if (kind !== 'image') return 'notHere';
  if (wanted && isFrame(wanted)) return { mode, role: wanted };
  const isTaken = (role: Role): boolean => [...media, ...coming].some((one) => one.role === role);
  if (!isTaken('first_frame')) return { mode, role: 'first_frame' };
  if (limits.lastFrame === 'none' || isTaken('last_frame')) return 'noRoom';
  return { mode, role: 'last_frame' };
}

const modeOfRole = (role: Role): Mode => (isFrame(role) ? 'frames' : 'reference');
