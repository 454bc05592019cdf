import { expect, test } from 'bun:test';
import { parseEgressRules } from './parse-egress-rules.ts';

test('hosts, wildcards, addresses, ports and the preset', () => {
  expect(parseEgressRules(['Example.org', '*.cdn.example.org', 'example.org:8443', '203.0.113.7', '[2001:DB8::7]:80', 'registries'])).toEqual({
    ok: true,
    registries: true,
    rules: [
      { host: 'example.org', port: 443 }, { host: '*.cdn.example.org', port: 443 }, { host: 'example.org', port: 8443 },
      { host: '203.0.113.7', port: 443 }, { host: '2001:db8::7', port: 80 },
    ],
  });
  expect(parseEgressRules([])).toEqual({ ok: true, rules: [], registries: false });
});

test('only what the machine’s own list covers may be private', () => {
  const parsed = parseEgressRules(['git.corp', 'git.corp:22', 'a.build.corp', '*.build.corp', '*.corp', '10.0.0.5'], ['git.corp', '*.build.corp', '10.0.0.5']);
  const rules = parsed.ok ? parsed.rules : [];
  expect(rules).toHaveLength(6);
  expect(rules.filter((rule) => rule.private).map(({ host, port }) => `${host}:${port}`)).toEqual(['git.corp:443', 'a.build.corp:443', '*.build.corp:443', '10.0.0.5:443']);
});

test.each([
  ['', 'empty'],
  ['https://example.org', 'without a scheme'],
  ['example.org/path', 'no paths'],
  ['example.org?x', 'no paths'],
  ['allowed@evil.org', 'without a user'],
  ['*', 'every host'],
  ['*:443', 'every host'],
  ['**.org', 'a star'],
  ['a.*.org', 'a star'],
  ['*example.org', 'a star'],
  ['example.org:0', 'port'],
  ['example.org:', 'port'],
  ['example.org:65536', 'port'],
  ['example.org:22:22', 'no host'],
  ['::1', 'no host'],
  ['[::1%eth0]', 'no IPv6'],
  ['[example.org]', 'no IPv6'],
  ['[]', 'no IPv6'],
  ['2130706433', 'four plain numbers'],
  ['127.1', 'four plain numbers'],
  ['0x7f.0.0.1', 'four plain numbers'],
  ['0x7f000001', 'four plain numbers'],
  ['0177.0.0.1', 'four plain numbers'],
  ['*.0.0.1', 'four plain numbers'],
  ['exa mple.org', 'no host name'],
  ['a..org', 'no host name'],
  ['example.org.', 'no host name'],
  ['bücher.example', 'xn--'],
  ['a\0.org', 'no host name'],
  ['-a.org', 'no host name'],
])('%p is refused: %s', (entry, why) => {
  const parsed = parseEgressRules(['fine.example', entry]);
  const message = parsed.ok ? 'allowed' : parsed.message;
  expect(message).toStartWith(`"${entry}" cannot be allowed: `);
  expect(message).toContain(why);
});

test('a mistake in the machine’s own list is told as well', () => {
  expect(parseEgressRules([], ['http://x'])).toMatchObject({ ok: false });
});
