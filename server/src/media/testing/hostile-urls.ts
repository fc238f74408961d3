/**
 * URLs that must never lead to a connection, made systematically, and their counterparts that must.
 * `port` is a port that the operator allows and where a canary listens on loopback: were a URL let
 * through, the canary would see it.
 */
export interface HostileUrl {
  url: string;
  /** What it tries. */
  why: string;
}

export function hostileUrls(port: number): HostileUrl[] {
  return [
    ...forbiddenV4.flatMap((address) => spellings(address, port)),
    ...forbiddenV6.flatMap((host) => tag('IPv6', [`http://[${host}]:${String(port)}/`])),
    ...tag('zone id', zoned(port)),
    ...tag(
      'local name',
      localNames.map((name) => `http://${name}:${String(port)}/`),
    ),
    ...tag('user name', withUser(port)),
    ...tag(
      'scheme',
      schemes.map((scheme) => `${scheme}127.0.0.1:${String(port)}/`),
    ),
    ...tag(
      'port',
      closedPorts.map((closed) => `http://93.184.215.14:${String(closed)}/`),
    ),
    ...tag('malformed', malformed(port)),
  ];
}

/** Names for a test's own resolver, with at least one address that must not be reached. */
export const hostileNames: Readonly<Record<string, readonly string[]>> = {
  'loopback.example': ['127.0.0.1'],
  'loopback6.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'mapped-hex.example': ['::ffff:7f00:1'],
  'translated.example': ['64:ff9b::127.0.0.1'],
  'sixtofour.example': ['2002:7f00:1::'],
  'compatible.example': ['::127.0.0.1'],
  'any.example': ['0.0.0.0'],
  'any6.example': ['::'],
  'private.example': ['10.0.0.1'],
  'unique-local.example': ['fd12:3456::1'],
  'metadata.example': ['169.254.169.254'],
  'link-local.example': ['fe80::1%lo'],
  'mixed-last.example': ['93.184.215.14', '127.0.0.1'],
  'mixed-first.example': ['127.0.0.1', '93.184.215.14'],
  'mixed-families.example': ['93.184.215.14', '::1'],
  'many.example': [...Array.from({ length: 30 }, (_, n) => `93.184.215.${String(n)}`), '10.1.1.1'],
  '127.0.0.1.wildcard.example': ['127.0.0.1'],
  'xn--mnchen-3ya.example': ['127.0.0.1'],
  'nowhere.example': [],
  'nonsense.example': ['not an address'],
};

/** Names that the same resolver maps to public addresses. */
export const publicNames: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.215.14'],
  'two.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'six.example': ['2606:4700:4700::1111'],
  'xn--bcher-kva.example': ['1.1.1.1'],
  'xn--r8jz45g.xn--zckzah': ['8.8.8.8'],
  'a-b.c-d.example': ['223.255.255.255'],
  'under_score.example': ['9.9.9.9'],
};

/** URLs that must pass: public names in every dress, and addresses just outside of what is closed. */
export function allowedUrls(port: number): string[] {
  const at = `:${String(port)}`;
  return [
    ...Object.keys(publicNames).map((name) => `http://${name}/`),
    'http://PUBLIC.Example/',
    'http://public.example./',
    'http://public.example:80/',
    'http://public.example:443/',
    `http://public.example${at}/`,
    'http://bücher.example/',
    'http://BÜCHER.example/',
    'http://bücher。example/',
    'http://例え.テスト/',
    'http://public.example/@127.0.0.1/',
    'http://public.example/?url=http://127.0.0.1/',
    'http://public.example/#@127.0.0.1/',
    'http://public.example/图片.png',
    'http://public.example/a b.png',
    ' http://public.example/ ',
    `http://public.example/${'a'.repeat(2026)}`,
    ...publicV4.map((address) => `http://${address}${at}/`),
    ...publicV6.map((address) => `http://[${address}]${at}/`),
    'http://134744072/',
    'http://0x08080808/',
    'http://8.8.2056/',
  ];
}

/** One of each closed block, its edges, and what clouds keep there. */
const forbiddenV4 = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '169.254.169.254',
  '169.254.0.23',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
];

const publicV4 = [
  '1.0.0.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '168.63.129.15',
  '168.63.129.17',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.1',
  '192.0.3.0',
  '192.88.98.255',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '198.51.99.255',
  '203.0.112.255',
  '223.255.255.255',
];

const publicV6 = [
  '2606:4700:4700::1111',
  '2001:4860:4860::8888',
  '2001:200::1',
  '2400::1',
  '2a00:1450:4001:81b::200e',
  '2003::1',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
  '64:ff9b::8.8.8.8',
];

const forbiddenV6 = [
  '::',
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  '::0.0.0.1',
  '::127.0.0.1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::FFFF:7F00:1',
  '0:0:0:0:0:ffff:7f00:0001',
  '::ffff:10.0.0.1',
  '::ffff:0.0.0.0',
  '::ffff:169.254.169.254',
  '::ffff:0:127.0.0.1',
  '::ffff:0:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::127.0.0.1',
  '100::1',
  '2001::1',
  '2001:0:4136:e378:8000:63bf:80ff:fffe',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:7f00:1::1',
  '2002:a00:1::',
  '2002:a9fe:a9fe::',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fdff:ffff::1',
  'fe80::1',
  'fe80::5efe:127.0.0.1',
  'febf::1',
  'fec0::1',
  'ff02::1',
  'ff0e::1',
  '4000::1',
  '1fff::1',
];

const localNames = [
  'localhost',
  'LOCALHOST',
  'LocalHost',
  'localhost.',
  'localhost..',
  '.localhost',
  'a.localhost',
  'a.b.localhost.',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  'ｌｏｃａｌｈｏｓｔ',
  'local\u00adhost',
  'loc%61lhost',
  '%6c%6f%63%61%6c%68%6f%73%74',
  'localhost%2e',
  'localhost\u3002',
  'printer.local',
  'db.internal',
  'metadata.google.internal',
  'metadata.google.internal.',
  'router.home.arpa',
];

const schemes = [
  'file://',
  'file:///',
  'ftp://',
  'ftps://',
  'sftp://',
  'ssh://',
  'gopher://',
  'dict://',
  'ldap://',
  'ldaps://',
  'tftp://',
  'telnet://',
  'smb://',
  'nfs://',
  'ws://',
  'wss://',
  'rtsp://',
  'rtmp://',
  'redis://',
  'postgres://',
  'mailto:',
  'tel:',
  'data:text/plain,',
  'javascript:',
  'vbscript:',
  'about:',
  'blob:http://',
  'filesystem:http://',
  'view-source:http://',
  'jar:http://',
  'feed:http://',
  'unix://',
  'http+unix://',
  'netdoc:///',
  'php://',
  'expect://',
  'asset://',
  'httpx://',
  'httpss://',
  'http+http://',
];

const closedPorts = [
  0, 1, 21, 22, 23, 25, 53, 81, 110, 111, 143, 389, 445, 465, 587, 993, 1433, 2049, 2375, 2379,
  3000, 3306, 4443, 5432, 5672, 5984, 6379, 6443, 8000, 8080, 8443, 9000, 9090, 9200, 10250, 11211,
  15672, 27017, 65535, 65536, 99999,
];

function tag(why: string, urls: readonly string[]): HostileUrl[] {
  return urls.map((url) => ({ url, why }));
}

/** All ways to write an IPv4 address that some reader of URLs understands. */
function spellings(address: string, port: number): HostileUrl[] {
  const parts = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hosts = [
    address,
    `${address}.`,
    String(whole),
    hex(whole),
    hex(whole).toUpperCase(),
    octal(whole),
    parts.map(hex).join('.'),
    parts.map(octal).join('.'),
    parts.map((part) => `0000${part.toString(8)}`).join('.'),
    `${hex(a)}.${String(b)}.${octal(c)}.${String(d)}`,
    `${String(a)}.${String((b * 256 + c) * 256 + d)}`,
    `${String(a)}.${String(b)}.${String(c * 256 + d)}`,
    `${octal(a)}.${hex((b * 256 + c) * 256 + d)}`,
    dressed(address, (digit) => String.fromCodePoint(0xff10 + digit)),
    dressed(address, (digit) => String.fromCodePoint(digit === 0 ? 0x24ea : 0x245f + digit)),
    dressed(address, (digit) => String.fromCodePoint(0x1d7ce + digit)),
    dressed(address, (digit) => `%3${String(digit)}`),
    address.replaceAll('.', '\u3002'),
    address.replaceAll('.', '\uff0e'),
    address.replaceAll('.', '\uff61'),
    address.replaceAll('.', '%2e'),
    `\u00ad${address}`,
  ];
  const urls = hosts.map((host) => `http://${host}:${String(port)}/a.png`);
  return tag(`a spelling of ${address}`, urls);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function octal(value: number): string {
  return `0${value.toString(8)}`;
}

function dressed(address: string, digit: (value: number) => string): string {
  return address.replaceAll(/\d/gu, (found) => digit(Number(found)));
}

function zoned(port: number): string[] {
  const zones = ['%25lo', '%lo', '%251', '%1', '%25eth0', '%00', '%25'];
  return zones.flatMap((zone) => [
    `http://[::1${zone}]:${String(port)}/`,
    `http://[fe80::1${zone}]:${String(port)}/`,
  ]);
}

function withUser(port: number): string[] {
  const at = `:${String(port)}/`;
  return [
    `http://user@93.184.215.14${at}`,
    `http://user:password@93.184.215.14${at}`,
    `http://:password@93.184.215.14${at}`,
    `http://public.example@127.0.0.1${at}`,
    `http://public.example:80@127.0.0.1${at}`,
    `http://public.example%40127.0.0.1${at}`,
    `http://127.0.0.1;@public.example${at}`,
    `http://127.0.0.1${at}@public.example`,
    `http://public.example%2f@127.0.0.1${at}`,
    `http://a@b@127.0.0.1${at}`,
    `http://public.example#@127.0.0.1${at}`.replace('#', '%23'),
  ];
}

function malformed(port: number): string[] {
  const at = `127.0.0.1:${String(port)}`;
  return [
    '',
    ' ',
    'http',
    'http:',
    'http://',
    'https://',
    'http://:80/',
    'http:///',
    `//${at}/`,
    `/${at}/`,
    at,
    `${at}/a.png`,
    `http:${at}/`,
    `http:/${at}/`,
    `http:///${at}/`,
    `http:////${at}/`,
    `http:\\\\${at}/`,
    `http:/\\${at}/`,
    `http://public.example\\@${at}/`,
    `http://${at}\\@public.example/`,
    `http://${at}#@public.example/`,
    `http://${at}?@public.example/`,
    `http://public.example\t@${at}/`,
    `http://127.0.\t0.1:${String(port)}/`,
    `http://127.0.\n0.1:${String(port)}/`,
    `ht\ntp://${at}/`,
    `http://public.example/\r\nHost: ${at}`,
    `http://public.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
    `http://127.0.0.1%00.public.example:${String(port)}/`,
    `http://127.0.0.1\u0000.public.example:${String(port)}/`,
    `http://127.0.0.1%0d%0a:${String(port)}/`,
    `http://127.0.0.1 .public.example:${String(port)}/`,
    'http://public..example/',
    'http://..public.example/',
    'http://public.example../',
    'http://[127.0.0.1]/',
    'http://[::1/',
    'http://::1/',
    `http://[::1]]:${String(port)}/`,
    `http://[[::1]]:${String(port)}/`,
    `http://127.0.0.1:${String(port)}:80/`,
    'http://1.2.3.4.5/',
    'http://256.256.256.256/',
    'http://0x7f.1.example.0x1/',
    'http://a\u2028b.example/',
    `http://${at}/${'a'.repeat(2048)}`,
    `http://public.example/${'a'.repeat(2048)}`,
  ];
}
