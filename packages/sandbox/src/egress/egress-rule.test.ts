import { expect, test } from 'bun:test';
import { findRule } from './egress-rule.ts';
import { readAbsoluteUrl, readAuthority } from './read-destination.ts';
import { isPublicAddress } from './resolve-destination.ts';

const rules = [{ host: 'registry.npmjs.org', port: 443 }, { host: '*.Example.org', port: 443 }, { host: '::1', port: 80 }];

test.each([
  ['registry.npmjs.org', 443, true],
  ['REGISTRY.npmjs.org.', 443, true],
  ['registry.npmjs.org', 80, false],
  ['evil-registry.npmjs.org', 443, false],
  ['registry.npmjs.org.evil.net', 443, false],
  ['cdn.example.org', 443, true],
  ['a.b.example.org', 443, true],
  ['example.org', 443, false],
  ['.example.org', 443, false],
  ['notexample.org', 443, false],
  ['*.example.org', 443, true],
  ['::1', 80, true],
  ['', 443, false],
])('%s port %i is allowed: %p', (host, port, allowed) => {
  expect(findRule(rules, { host, port }) !== undefined).toBe(allowed);
});

test.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '127.0.0.1', '127.255.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.2.1',
  '224.0.0.1', '255.255.255.255', '240.0.0.1', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', '::ffff:127.0.0.1',
  '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', '::a9fe:a9fe', '8000::1', 'localhost', '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test('reads the destination of a CONNECT request', () => {
  expect(readAuthority('registry.npmjs.org:443')).toEqual({ host: 'registry.npmjs.org', port: 443 });
  expect(readAuthority('[::1]:8080')).toEqual({ host: '::1', port: 8080 });
  for (const bad of ['', 'host', 'host:', ':443', 'host:0', 'host:65536', 'host:99999999', 'a:b:1', 'user@host:443', 'a b:443', 'http://host:443']) {
    expect(readAuthority(bad)).toBeUndefined();
  }
});

test('reads the destination of a plain request', () => {
  expect(readAbsoluteUrl('http://a.example:8080/x?y=1')).toEqual({ host: 'a.example', port: 8080, authority: 'a.example:8080', path: '/x?y=1' });
  expect(readAbsoluteUrl('http://allowed@evil.example/')).toMatchObject({ host: 'evil.example', port: 80 });
  expect(readAbsoluteUrl('http://2130706433/')).toMatchObject({ host: '127.0.0.1' });
  for (const bad of ['/path', 'https://a.example/', 'file:///etc/passwd', '']) expect(readAbsoluteUrl(bad)).toBeUndefined();
});
