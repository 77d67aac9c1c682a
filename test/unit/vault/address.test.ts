import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHostOfTarget, parseCredentialHost } from '../../../core/vault/address.ts';
import { isPrivateAddress, normaliseHost, parseTarget } from '../../../core/vault/index.ts';

const sameAsLoopback = [
  'http://127.0.0.1:8080/',
  'http://2130706433:8080/',
  'http://0x7f000001:8080/',
  'http://0x7f.0.0.1:8080/',
  'http://0177.0.0.1:8080/',
  'http://017700000001:8080/',
  'http://127.1:8080/',
  'http://127.0.1:8080/',
  'http://[::ffff:127.0.0.1]:8080/',
  'http://[::ffff:7f00:1]:8080/',
  'http://[0:0:0:0:0:ffff:7f00:0001]:8080/',
  'http://127.0.0.1.:8080/',
  'http://１２７.０.０.１:8080/',
  'http://127。0。0。1:8080/',
  'http://%31%32%37.0.0.1:8080/',
  'HTTP://127.0.0.1:08080/',
];

test.each(sameAsLoopback)('%s is the address 127.0.0.1 in its one form', (address) => {
  const { scheme, host, port, url } = parseTarget(address);
  expect({ scheme, host, port, href: url.href }).toEqual({
    scheme: 'http',
    host: '127.0.0.1',
    port: 8080,
    href: 'http://127.0.0.1:8080/',
  });
});

test.each([
  ['https://API.Example.COM/v1', 'api.example.com', 443],
  ['https://api.example.com./v1', 'api.example.com', 443],
  ['https://api.example.com:443/v1', 'api.example.com', 443],
  ['https://bücher.example/', 'xn--bcher-kva.example', 443],
  ['https://ｅｘａｍｐｌｅ.com/', 'example.com', 443],
  ['https://аpi.example.com/', 'xn--pi-6kc.example.com', 443],
  ['http://[::1]/', '::1', 80],
  ['http://[0:0::0:1]/', '::1', 80],
  ['https://api.example.com.evil.com/', 'api.example.com.evil.com', 443],
  ['https://evil.com#@api.example.com', 'evil.com', 443],
  ['https://evil.com?@api.example.com', 'evil.com', 443],
  ['https://evil.com/@api.example.com', 'evil.com', 443],
])('%s goes to %s', (address, host, port) => {
  expect(parseTarget(address)).toMatchObject({ host, port });
});

test.each([
  'https://api.example.com@evil.com/',
  'https://user:password@api.example.com/',
  'https://@api.example.com/',
  'https://evil.com\\@api.example.com/',
  'https:\\\\evil.com/',
  'https:/api.example.com/',
  'https:api.example.com',
  'https:///api.example.com/',
  'https://evil.com\u0000.api.example.com/',
  'https://evil.com%00.api.example.com/',
  'https://api.exa\tmple.com/',
  'https://api.exa\nmple.com/',
  'https://api.example.com/\r\nHost: evil.com',
  ' https://api.example.com/',
  'https://api.example.com/ ',
  'https://api.example.com\u00a0/',
  'https://api.example.com\u202e/',
  'https://\u200bapi.example.com/',
  'https://api.example.com../',
  'https://api..example.com/',
  'https://.api.example.com/',
  'https://./',
  'https://api.example.com:0/',
  'https://api.example.com:99999/',
  'https://api.example.com:80:443/',
  'https://1.2.3.256/',
  'https://[::1%25eth0]/',
  'https://[::1/',
  'ftp://api.example.com/',
  'file:///etc/passwd',
  'ws://api.example.com/',
  'data:text/plain,hi',
  'javascript:alert(1)',
  '//api.example.com/',
  'api.example.com',
  '',
])('%j is refused', (address) => {
  expect(() => parseTarget(address)).toThrow(expect.objectContaining({ code: 'egress_address_invalid' }));
});

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:10.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '2002:7f00:1::',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
])('%s is not of the public internet', (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '192.0.2.1',
  '2606:4700::1111',
  '2002:101:101::',
  'example.com',
])('%s is not taken for a private address', (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test('whatever is accepted dials the very host that was compared, and reading it again changes nothing', () => {
  const piece = fc.constantFrom(
    'a',
    'api',
    '.',
    'com',
    '@',
    ':',
    '443',
    '/',
    '\\',
    '#',
    '?',
    '%',
    '%2e',
    '%00',
    '[',
    ']',
    '::',
    '127',
    '0x7f',
    '１',
    'ß',
    '。',
    '-',
    'xn--',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      let target: ReturnType<typeof parseTarget>;
      try {
        target = parseTarget(`https://${pieces.join('')}`);
      } catch (error) {
        expect(error).toMatchObject({ code: 'egress_address_invalid' });
        return;
      }
      expect(target.url.hostname.replace(/^\[|\]$/g, '')).toBe(target.host);
      expect(target.url.username + target.url.password).toBe('');
      expect(normaliseHost(target.host)).toBe(target.host);
      expect(parseTarget(target.url.href)).toEqual(target);
    }),
    { numRuns: 2000 },
  );
});

test('a credential’s host without a port means https on 443 and nothing else', () => {
  const entry = parseCredentialHost('API.example.com');
  const matches = (address: string) => isHostOfTarget(entry, parseTarget(address));
  expect(entry).toBe('api.example.com');
  expect(matches('https://api.example.com/')).toBe(true);
  expect(matches('http://api.example.com:443/')).toBe(false);
  expect(matches('http://api.example.com/')).toBe(false);
  expect(matches('https://api.example.com:8443/')).toBe(false);
  expect(matches('https://sub.api.example.com/')).toBe(false);
  expect(parseCredentialHost('localhost:11434')).toBe('localhost:11434');
  expect(() => parseCredentialHost('api.example.com/path')).toThrow();
});
