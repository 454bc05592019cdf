import { expect, test } from 'bun:test';
import { clientAddress, limitedAddress, shortAddress } from './client-address.ts';
import { describeAgent } from './describe-agent.ts';
import { tokenBuckets } from './token-bucket.ts';

let now = 0;
const rate = { name: 'key', perMinute: 60, burst: 10 };
const takeMany = (buckets: ReturnType<typeof tokenBuckets>, key: string, times: number) => Array.from({ length: times }, () => buckets.take(key).allowed).filter(Boolean).length;

test('ten at once, then one a second, sixty in any minute after', () => {
  const buckets = tokenBuckets(rate, () => now);
  expect(takeMany(buckets, 'a', 25)).toBe(10);
  expect(buckets.take('a')).toMatchObject({ allowed: false, left: 0, retrySeconds: 1, fullSeconds: 10 });
  now += 999;
  expect(takeMany(buckets, 'a', 3)).toBe(0);
  now += 1;
  expect(takeMany(buckets, 'a', 3)).toBe(1);
  let allowed = 0;
  for (let step = 0; step < 600; step += 1) {
    now += 100;
    allowed += takeMany(buckets, 'a', 2);
  }
  expect(allowed).toBe(60);
  expect(takeMany(buckets, 'b', 25)).toBe(10);
});

test('what is given back can be taken again, and never more than there was', () => {
  const buckets = tokenBuckets(rate, () => now);
  buckets.giveBack('a');
  expect(takeMany(buckets, 'a', 25)).toBe(10);
  buckets.giveBack('a');
  expect(takeMany(buckets, 'a', 25)).toBe(1);
  expect([buckets.look('a').allowed, buckets.look('b').left]).toEqual([false, 10]);
});

test('a flood of keys takes no more memory than a few; who is at it goes on being counted', () => {
  const buckets = tokenBuckets(rate, () => now, 100);
  takeMany(buckets, 'busy', 10);
  for (let other = 0; other < 10_000; other += 1) {
    buckets.take(`other ${other}`);
    expect(buckets.take('busy').allowed).toBe(false);
  }
  expect(takeMany(buckets, 'other 1', 25)).toBe(10);
});

test.each([
  [0, '198.51.100.7', '203.0.113.9', '198.51.100.7'],
  [1, '10.0.0.1', 'spoofed, 203.0.113.9', '203.0.113.9'],
  [2, '10.0.0.1', 'spoofed, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
  [2, '10.0.0.1', '203.0.113.9', '10.0.0.1'],
  [0, '::ffff:198.51.100.7', '', '198.51.100.7'],
])('behind %p proxies, %p that heard %p comes from %p', (hops, peer, heard, address) => {
  expect(clientAddress(new Request('http://lime.test', { headers: heard === '' ? {} : { 'x-forwarded-for': heard } }), peer, hops)).toBe(address);
});

test('of IPv6 a customer has many addresses, which count as one; what is kept is short', () => {
  expect(limitedAddress('2001:db8:1:2:3::4')).toBe(limitedAddress('2001:0db8:0001:0002:ffff::1'));
  expect(limitedAddress('2001:db8:1:3::4')).not.toBe(limitedAddress('2001:db8:1:2::4'));
  expect([limitedAddress('198.51.100.7'), limitedAddress(null)]).toEqual(['198.51.100.7', 'unknown']);
  expect([shortAddress('198.51.100.7'), shortAddress('2001:db8:1:2::4'), shortAddress('::1'), shortAddress(null)]).toEqual(['198.51.100.…', '2001:db8:1:…', '0:0:0:…', null]);
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari on macOS'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
  ['curl/8.5.0', 'curl'],
  ['<script>alert(1)</script>', 'another program'],
  [null, null],
])('%p is kept as %p', (agent, kept) => {
  expect(describeAgent(agent)).toBe(kept);
});
