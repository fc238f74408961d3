export interface LockFile {
  packages: Record<string, LockedPackage>;
}

export interface LockedPackage {
  version?: string;
  optional?: boolean;
  os?: string[] | string;
  cpu?: string[] | string;
  libc?: string[];
  optionalDependencies?: Record<string, string>;
  engines?: Record<string, string>;
}

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
  'wasi',
];
const processors = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
];

/** Entries for packages that another one names as optional and the lock file does not have. */
export function missingPlatforms({ packages }: LockFile): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {};
  for (const { optionalDependencies = {} } of Object.values(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const place = `node_modules/${name}`;
      if (!packages[place]) missing[place] = entryOf(name, version);
    }
  }
  return missing;
}

/** Throws for a package whose name names no platform: that one must be locked by npm itself. */
function entryOf(name: string, version: string): LockedPackage {
  const words = name.split(/[/-]/);
  const find = (known: readonly string[]) => known.find((one) => words.includes(one));
  const os = find(systems) ?? (words.includes('linuxmusl') ? 'linux' : undefined);
  const cpu = find(processors);
  if (!/^\d+\.\d+\.\d+/.test(version) || (os === undefined && cpu === undefined)) {
    throw new Error(`${name} ${version} is not in the lock file, and its name tells no platform`);
  }
  const libc = words.some((word) => word.startsWith('musl') || word === 'linuxmusl')
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : undefined;
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}

/** Places of packages that ask for a Node.js: ours comes with them, and whatever npm runs with is not it. */
export function askingForNode({ packages }: LockFile): string[] {
  return Object.entries(packages)
    .filter(([place, { engines }]) => place !== '' && engines !== undefined)
    .map(([place]) => place);
}
