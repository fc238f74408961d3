import { describe, expect, test } from 'vitest';
import { about } from '../generation/about-settings.ts';
import { ConfigError } from './config-error.ts';
import { configWarnings, listenUrl, readConfig, variables } from './config.ts';

const secret = 'x'.repeat(32);
const database = 'postgres://me:hunter2@db.example.com/filmgate';

describe('a good environment', () => {
  test('nothing set: a server for this machine, with all of its own', () => {
    expect(readConfig({}, 4)).toEqual({
      host: '127.0.0.1',
      port: 8787,
      publicUrl: null,
      databaseUrl: null,
      dataDir: `${process.cwd()}/data`,
      secret: null,
      studioWorkers: 4,
      allowPrivateHosts: false,
      corsOrigins: [],
      trustedProxies: [],
      priceBookPath: null,
      cnyPerUsdMicros: 7_100_000n,
      belowCost: 'warn',
      studioSells: 'auto',
      keyPrefix: 'fg_',
      dialects: { openai: { model: 'seedance-2.0', noCreditsStatus: 429 } },
      modelNames: new Map(),
      supportAddress: null,
      logLevel: 'info',
      bodyBytesInFlightMax: 268_435_456,
      kept: { taskDays: 400, deliveryDays: 30, requestDays: 7 },
      s3: null,
      s3CacheBytesMax: 10_737_418_240,
      mail: { smtp: null, registration: null },
    });
  });

  test('everything set', () => {
    const env = {
      HOST: '::',
      PORT: '80',
      PUBLIC_URL: 'https://video.example.com/filmgate/',
      DATABASE_URL: database,
      FILMGATE_DATA_DIR: '/srv/filmgate',
      FILMGATE_SECRET: secret,
      FILMGATE_STUDIO_WORKERS: '0',
      FILMGATE_ALLOW_PRIVATE_HOSTS: 'true',
      FILMGATE_CORS_ORIGINS: 'https://app.example.com, http://localhost:5173',
      TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
      FILMGATE_PRICE_BOOK: 'prices.json',
      FILMGATE_CNY_PER_USD: '6.95',
      FILMGATE_BELOW_COST: 'refuse',
      FILMGATE_STUDIO_SELLS: 'never',
      FILMGATE_KEY_PREFIX: 'sd2_live_',
      FILMGATE_OPENAI_MODEL: 'seedance-2.5',
      FILMGATE_OPENAI_NO_CREDITS_STATUS: '402',
      FILMGATE_MODEL_NAMES: 'ep-1=seedance-2.0, ep-2 = seedance-2.0-fast',
      FILMGATE_SUPPORT: 'support@video.example.com',
      FILMGATE_LOG_LEVEL: 'debug',
      FILMGATE_BODY_MEGABYTES_IN_FLIGHT: '1',
      FILMGATE_KEEP_TASKS_DAYS: '90',
      FILMGATE_KEEP_DELIVERIES_DAYS: '7',
      FILMGATE_KEEP_REQUESTS_DAYS: '90',
      S3_BUCKET: 'films',
      S3_ENDPOINT: 'https://storage.example.com',
      S3_REGION: 'auto',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'hunter2',
      S3_PREFIX: 'filmgate/media',
      S3_FORCE_PATH_STYLE: 'false',
      S3_CACHE_MEGABYTES: '100',
      SMTP_URL: 'smtps://films:hunter2@mail.example.com',
      MAIL_FROM: 'The films <films@example.com>',
      FILMGATE_REGISTRATION: 'true',
      FILMGATE_REGISTRATION_CREDITS: '12.5',
      FILMGATE_REGISTRATION_CODE: 'hunter2hunter2',
      FILMGATE_REGISTRATION_DOMAINS: 'Example.com, films.example',
      FILMGATE_REGISTRATIONS_PER_DAY: '3',
    };
    expect(Object.keys(env)).toEqual(Object.keys(variables.shape));
    expect(readConfig(env, 4)).toEqual({
      host: '::',
      port: 80,
      publicUrl: 'https://video.example.com/filmgate',
      databaseUrl: database,
      dataDir: '/srv/filmgate',
      secret,
      studioWorkers: 0,
      allowPrivateHosts: true,
      priceBookPath: 'prices.json',
      cnyPerUsdMicros: 6_950_000n,
      belowCost: 'refuse',
      studioSells: 'never',
      keyPrefix: 'sd2_live_',
      dialects: { openai: { model: 'seedance-2.5', noCreditsStatus: 402 } },
      corsOrigins: ['https://app.example.com', 'http://localhost:5173'],
      trustedProxies: ['127.0.0.1', '10.0.0.0/8'],
      modelNames: new Map([
        ['ep-1', 'seedance-2.0'],
        ['ep-2', 'seedance-2.0-fast'],
      ]),
      supportAddress: 'support@video.example.com',
      logLevel: 'debug',
      bodyBytesInFlightMax: 1_048_576,
      kept: { taskDays: 90, deliveryDays: 7, requestDays: 90 },
      s3: {
        endpoint: 'https://storage.example.com',
        region: 'auto',
        bucket: 'films',
        accessKeyId: 'id',
        secretAccessKey: 'hunter2',
        prefix: 'filmgate/media/',
        forcePathStyle: false,
      },
      s3CacheBytesMax: 104_857_600,
      mail: {
        smtp: {
          url: 'smtps://films:hunter2@mail.example.com',
          from: { name: 'The films', address: 'films@example.com' },
        },
        registration: {
          grantMicros: 12_500_000n,
          code: 'hunter2hunter2',
          domains: ['example.com', 'films.example'],
          perDay: 3,
        },
      },
    });
  });

  test('an empty value is the same as none', () => {
    const empty = Object.fromEntries(Object.keys(variables.shape).map((name) => [name, ' ']));
    expect(readConfig(empty, 4)).toEqual(readConfig({}, 4));
  });

  test.each([
    ['127.0.0.1', 'http://127.0.0.1:8787'],
    ['::1', 'http://[::1]:8787'],
  ])('the address of a server that listens at %s is %s', (host, url) => {
    expect(listenUrl(host, 8787)).toBe(url);
  });
});

describe('a wrong variable is told by its name, its value and an example', () => {
  test.each([
    ['PORT', '80x', 'PORT: "80x" is not a whole number from 0 to 65535. For example: PORT=8080'],
    ['PORT', '65536', 'PORT: "65536" is not a whole number'],
    ['PORT', '99999999999999999999', 'is not a whole number'],
    ['FILMGATE_CNY_PER_USD', '0', 'FILMGATE_CNY_PER_USD: "0" is not a number above 0'],
    ['FILMGATE_CNY_PER_USD', '7,1', 'FILMGATE_CNY_PER_USD: "7,1" is not a number above 0'],
    ['HOST', 'http://here', 'HOST: "http://here" is not a host name'],
    ['FILMGATE_KEY_PREFIX', 'sd2_test_', 'must not end in `test_`. For example: '],
    ['FILMGATE_KEY_PREFIX', 'th', 'FILMGATE_KEY_PREFIX: "th" is not made of letters and digits'],
    ['FILMGATE_OPENAI_NO_CREDITS_STATUS', '403', '"403" is neither `429` nor `402`'],
    ['FILMGATE_CORS_ORIGINS', '*', 'has "*", which is no origin'],
    ['FILMGATE_CORS_ORIGINS', 'null', 'has "null", which is no origin'],
    ['FILMGATE_CORS_ORIGINS', 'https://*.example.com', 'has "https://*.example.com", which is no'],
    ['FILMGATE_CORS_ORIGINS', 'https://a.example/', 'has "https://a.example/", which is no origin'],
    ['FILMGATE_CORS_ORIGINS', 'https://a.example,b.example', 'has "b.example", which is no origin'],
    ['FILMGATE_CORS_ORIGINS', 'https://A.example', 'has "https://A.example", which is no origin'],
    [
      'PUBLIC_URL',
      'video.example.com',
      'PUBLIC_URL: "video.example.com" is not an http(s) address',
    ],
    ['PUBLIC_URL', 'https://x.example/?a=1', 'without query'],
    ['FILMGATE_STUDIO_WORKERS', '-1', 'from 0 to 256'],
    ['FILMGATE_ALLOW_PRIVATE_HOSTS', 'maybe', '"maybe" is neither `true` nor `false`'],
    ['MAIL_FROM', 'films', 'MAIL_FROM: "films" is neither an e-mail address nor a name'],
    ['MAIL_FROM', 'A\n <films@example.com>', 'is neither an e-mail address nor a name'],
    ['FILMGATE_REGISTRATION_DOMAINS', 'example', 'has "example", which is no domain'],
    ['FILMGATE_REGISTRATION_CREDITS', '-1', '"-1" is not a number of credits'],
    ['FILMGATE_REGISTRATIONS_PER_DAY', '0', 'is not a whole number from 1 to 10000'],
    ['FILMGATE_BELOW_COST', 'lose', '"lose" is none of take, warn, refuse'],
    ['FILMGATE_STUDIO_SELLS', 'yes', '"yes" is none of auto, always, never'],
    ['FILMGATE_MODEL_NAMES', 'ep-1', 'has "ep-1", which is not a name that nobody sells'],
    ['FILMGATE_MODEL_NAMES', 'ep-1=x', 'has "ep-1=x"'],
    ['FILMGATE_MODEL_NAMES', 'ep-1=seedance-2.0,seedance-2.0=seedance-2.5', 'has "seedance-2.0='],
    ['FILMGATE_LOG_LEVEL', 'loud', '"loud" is none of trace, debug, info'],
    ['FILMGATE_BODY_MEGABYTES_IN_FLIGHT', '0', 'from 1 to'],
    ['S3_ENDPOINT', 'storage.example.com', '"storage.example.com" is not an http(s) address'],
    ['S3_PREFIX', '/media', 'with single slashes between'],
    ['S3_PREFIX', 'a//b', 'with single slashes between'],
    ['S3_FORCE_PATH_STYLE', 'maybe', '"maybe" is neither `true` nor `false`'],
    ['S3_CACHE_MEGABYTES', '1', 'from 64 to'],
  ])('%s=%s', (name, value, words) => {
    const attempt = () => readConfig({ [name]: value });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(words);
  });

  test('all of them at once, each once', () => {
    const env = { PORT: 'a', HOST: '/', FILMGATE_LOG_LEVEL: 'b' };
    expect(() => readConfig(env)).toThrow(
      /^[^\n]*\n- HOST: [^\n]*\n- PORT: [^\n]*\n- FILMGATE_LOG_LEVEL: [^\n]*$/,
    );
  });

  test('the value of a secret is never printed', () => {
    const env = { DATABASE_URL: 'mysql://me:hunter2@db/x', FILMGATE_SECRET: 'hunter3' };
    expect(() => readConfig(env)).toThrow(
      /DATABASE_URL: its value is [^]*FILMGATE_SECRET: its value is/,
    );
    expect(() => readConfig(env)).not.toThrow(/hunter/);
  });

  test('a shared database needs a shared secret', () => {
    expect(() => readConfig({ DATABASE_URL: database })).toThrow(/FILMGATE_SECRET is missing/);
    expect(readConfig({ DATABASE_URL: database, FILMGATE_SECRET: secret }).secret).toBe(secret);
  });

  test('mail is set up whole or not at all, and nobody registers without it', () => {
    const smtp = 'smtp://mail.example.com';
    expect(() => readConfig({ SMTP_URL: smtp })).toThrow('MAIL_FROM is missing');
    expect(() => readConfig({ MAIL_FROM: 'films@example.com' })).toThrow('SMTP_URL is missing');
    expect(() => readConfig({ FILMGATE_REGISTRATION: 'yes' })).toThrow('SMTP_URL is missing');
    expect(readConfig({ SMTP_URL: smtp, MAIL_FROM: 'films@example.com' }).mail).toEqual({
      smtp: { url: smtp, from: { name: '', address: 'films@example.com' } },
      registration: null,
    });
    for (const wrong of ['http://x', 'smtp://', 'smtp://x/y', 'smtp://u:%zz@x', 'smtp://x?a=1']) {
      expect(() => readConfig({ SMTP_URL: wrong, MAIL_FROM: 'a@b' })).toThrow(
        'SMTP_URL: its value',
      );
    }
  });

  test('storage on S3 is set up whole or not at all', () => {
    const needed = { S3_BUCKET: 'films', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'hunter2' };
    expect(readConfig(needed).s3).toMatchObject({ endpoint: null, prefix: '' });
    for (const name of Object.keys(needed)) {
      const attempt = () => readConfig({ ...needed, [name]: '' });
      expect(attempt).toThrow(`${name} is missing, and S3_`);
      expect(attempt).not.toThrow(/hunter/);
    }
    expect(() => readConfig({ S3_ENDPOINT: 'https://storage.example.com' })).toThrow(
      /S3_BUCKET is missing.*\n.*S3_ACCESS_KEY_ID is missing.*\n.*S3_SECRET_ACCESS_KEY is missing/,
    );
  });

  test('the bucket stands in the path where the server is one of your own, unless told', () => {
    const env = { S3_BUCKET: 'films', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };
    const styleOf = (more: Record<string, string>) =>
      readConfig({ ...env, ...more }).s3?.forcePathStyle;
    expect(styleOf({})).toBe(false);
    expect(styleOf({ S3_ENDPOINT: 'http://minio:9000' })).toBe(true);
    expect(styleOf({ S3_ENDPOINT: 'http://oss', S3_FORCE_PATH_STYLE: 'false' })).toBe(false);
  });
});

describe('a variable that we do not know', () => {
  test.each([
    ['FILMGATE_DATADIR', 'Did you mean FILMGATE_DATA_DIR?'],
    ['FILMGATE_LOGLEVEL', 'Did you mean FILMGATE_LOG_LEVEL?'],
    ['FILMGATE_STUDIO_WORKER', 'Did you mean FILMGATE_STUDIO_WORKERS?'],
    ['filmgate_secret', 'Did you mean FILMGATE_SECRET?'],
    ['FILMGATE_DATABASE_URL', 'Did you mean DATABASE_URL?'],
  ])('%s: %s', (name, words) => {
    expect(configWarnings({ [name]: '1' })).toEqual([
      `${name} is not known and has no effect. ${words}`,
    ]);
  });

  test('nothing is guessed for a name that resembles none', () => {
    expect(configWarnings({ FILMGATE_Q: '1' })).toEqual([
      'FILMGATE_Q is not known and has no effect.',
    ]);
  });

  test('known variables and those of others are left alone', () => {
    expect(
      configWarnings({ FILMGATE_SECRET: secret, FILMGATE_WRAPPED: '1', PATH: '/bin' }),
    ).toEqual([]);
  });
});

describe('the documentation', () => {
  test.each(Object.entries(variables.shape))('describes %s in sentences', (_, schema) => {
    expect(about.get(schema)?.description.en).toMatch(/^[A-Z][^]*\.$/);
    expect(about.get(schema)?.description.zh).toMatch(/\p{Script=Han}[^]*。$/u);
  });

  test.each(Object.entries(variables.shape).filter(([name]) => name !== 'FILMGATE_SECRET'))(
    'gives an example of %s that holds',
    (name, schema) => {
      const bucket = { S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'i', S3_SECRET_ACCESS_KEY: 's' };
      const mail = { SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'films@example.com' };
      const others = { FILMGATE_SECRET: secret, ...bucket, ...mail };
      const env = { ...others, [name]: about.get(schema)?.example };
      expect(() => readConfig(env)).not.toThrow();
    },
  );

  test('gives no secret that somebody could copy', () => {
    const { FILMGATE_SECRET } = variables.shape;
    const env = { FILMGATE_SECRET: about.get(FILMGATE_SECRET)?.example };
    expect(() => readConfig(env)).toThrow(/FILMGATE_SECRET: its value is shorter than 32/);
  });
});
