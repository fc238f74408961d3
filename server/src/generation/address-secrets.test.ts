import { expect, test } from 'vitest';
import { withoutAddressSecrets } from './address-secrets.ts';

test.each([
  ['https://shop.example/hook', 'https://shop.example/hook'],
  ['https://shop.example/hook?token=s3cret&a=1', 'https://shop.example/hook?(cut)'],
  ['https://shop.example/hook#token=s3cret', 'https://shop.example/hook#(cut)'],
  ['https://me:s3cret@shop.example/hook', 'https://(cut)@shop.example/hook'],
  ['HTTPS://me:s3cret@shop.example', 'HTTPS://(cut)@shop.example'],
  // What a browser takes for the user, and what it does not.
  ['https://a@b:s3cret@shop.example/x', 'https://(cut)@shop.example/x'],
  ['https://shop.example/@me', 'https://shop.example/@me'],
  ['https://shop.example?mail=me@s3cret.example', 'https://shop.example?(cut)'],
  [
    'cannot fetch "https://a.example/1.png?sig=s3cret" or http://b.example/2?x=s3cret, twice',
    'cannot fetch "https://a.example/1.png?(cut)" or http://b.example/2?(cut) twice',
  ],
  ['the image data:image/png;base64,iVBORw0KGgo= is none', 'the image data:(cut) is none'],
  ['a price of 5 credits? yes', 'a price of 5 credits? yes'],
  ['', ''],
])('%s is kept as %s', (text, kept) => {
  expect(withoutAddressSecrets(text)).toBe(kept);
});

test('a line of JSON stays one', () => {
  const line = JSON.stringify({
    url: 'https://a.example/?t=s3cret',
    said: 'a "https://b.example/#x"',
  });
  expect(JSON.parse(withoutAddressSecrets(line))).toEqual({
    url: 'https://a.example/?(cut)',
    said: 'a "https://b.example/#(cut)"',
  });
});
