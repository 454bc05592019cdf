import { expect, test } from 'bun:test';
import { ownCookie } from './cookies.ts';

const cookie = (headers: Record<string, string>, origin = 'http://127.0.0.1:4310') => ownCookie(new Request('http://127.0.0.1:4310/', { headers }), origin, 'c', 'v', 'Max-Age=1');
const plain = 'c=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=1';

test.each([
  ['of a page that came by http', {}, undefined, plain],
  ['behind a proxy that says https', { 'x-forwarded-proto': 'https' }, undefined, `${plain}; Secure`],
  ['behind two of them', { 'x-forwarded-proto': 'https, http' }, undefined, `${plain}; Secure`],
  ['behind a proxy that says nothing, at the address that people open by https', { host: 'Lime.example.org' }, 'https://lime.example.org', `${plain}; Secure`],
  ['at another address of the same server, by http', { host: '10.0.0.7:4310' }, 'https://lime.example.org', plain],
])('a cookie %s', (_, headers, origin, expected) => {
  expect(cookie(headers, origin)).toBe(expected);
});
