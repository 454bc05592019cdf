import { expect, test } from 'bun:test';
import { egressAllows, EgressEntry } from './egress.ts';

test.each([
  ['Example.org', 'example.org'], [' example.org:443 ', 'example.org'], ['example.org:8443', 'example.org:8443'], ['*.cdn.example.org', '*.cdn.example.org'],
  ['internal:8080', 'internal:8080'], ['203.0.113.7', '203.0.113.7'], ['[2001:DB8::7]:80', '[2001:db8::7]:80'], ['registries', 'registries'],
])('%p is the host %p', (entry, host) => {
  expect(EgressEntry.parse(entry)).toBe(host);
});

test.each([
  ['', 'must be a host'], ['https://example.org', 'without a scheme'], ['example.org/path', 'no paths'], ['example.org?x', 'no paths'], ['allowed@evil.org', 'without a user'],
  ['*', 'every host'], ['*:443', 'every host'], ['**.org', 'a star'], ['a.*.org', 'a star'], ['*example.org', 'a star'], ['*.*.org', 'a star'],
  ['example.org:0', 'port'], ['example.org:', 'port'], ['example.org:65536', 'port'], ['example.org:22:22', 'must be a host'],
  ['::1', 'in brackets'], ['[::1%eth0]', 'no IPv6'], ['[example.org]', 'no IPv6'], ['[]', 'no IPv6'],
  ['2130706433', 'four plain numbers'], ['127.1', 'four plain numbers'], ['0x7f.0.0.1', 'four plain numbers'], ['0x7f000001', 'four plain numbers'], ['0177.0.0.1', 'four plain numbers'], ['*.0.0.1', 'four plain numbers'],
  ['exa mple.org', 'no host name'], ['a..org', 'no host name'], ['example.org.', 'no host name'], ['bücher.example', 'xn--'], ['a\0.org', 'no host name'], ['-a.org', 'no host name'],
])('%p is refused: %s', (entry, why) => {
  const read = EgressEntry.safeParse(entry);
  expect(read.error?.issues.map(({ message }) => message).join()).toContain(why);
});

test.each([
  ['example.org', true], ['a.npmjs.org', true], ['*.deep.npmjs.org', true], ['npmjs.org', false], ['xnpmjs.org', false], ['*.org', false], ['example.org:80', false], ['registries', false],
])('what example.org and *.npmjs.org allow: %s %p', (asked, allowed) => {
  expect(egressAllows(['example.org', '*.npmjs.org'], asked)).toBe(allowed);
});
