import { expect, test } from 'bun:test';
import { newToken } from './ids.ts';
import { redactText } from './redact-text.ts';

test.each([
  ['fatal: https://ada:secret@git.example.org/a.git', 'fatal: https://***@git.example.org/a.git'],
  ['https://ghp_secret@github.com/a.git', 'https://***@github.com/a.git'],
  ['redis://:secret@cache:6379', 'redis://***@cache:6379'],
  ['postgres://lime:se@cret@db/lime', 'postgres://***@db/lime'],
  ['git+https://x:secret@host/a and https://host/path@2', 'git+https://***@host/a and https://host/path@2'],
  ['mail ada@example.org', 'mail ada@example.org'],
])('%s is shown as %s', (text, shown) => {
  expect(redactText(text)).toBe(shown);
});

test('our own tokens are masked wherever they stand', () => {
  expect(redactText(`token=${newToken('runner')}; ${newToken('cli')}`)).toBe('token=lime_***; lime_***');
});

const key = `-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----`;
test.each([
  ['sk-ant-api03-abcdefghijklmnopqrstuvwxyz', 'sk-ant-***'], ['key sk-proj-abcdefghijklmnopqrst', 'key sk-proj-***'], ['ghp_abcdefghijklmnopqrst0123456789abcdef', 'ghp_***'], ['AKIAIOSFODNN7EXAMPLE', 'AKIA***'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key = ***'], ['Authorization: Bearer abcdefghijklmnop.qrst', 'Authorization: Bearer ***'], ['{"x-api-key":"abcdefghijkl"}', '{"x-api-key":"***"}'],
  ['{\\"password\\": \\"correct-horse staple\\"}', '{\\"password\\": \\"*** staple\\"}'], ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijkl', 'jwt_***'],
  [`before ${key} after`, 'before -----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY----- after'], [JSON.stringify({ key }), '{"key":"-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----"}'],
  ['a task-list of risk-averse people', 'a task-list of risk-averse people'], ['max_tokens: 1000, token_count=12', 'max_tokens: 1000, token_count=12'],
])('of %s, %s is shown', (text, shown) => {
  expect(redactText(text)).toBe(shown);
});

test('a long text without secrets is looked through in no time', () => {
  const text = 'sk-'.repeat(100_000) + '-----BEGIN PRIVATE KEY-----'.repeat(2000) + 'password='.repeat(20_000);
  expect(redactText(text).length).toBeGreaterThan(0);
});

test.each(['a', 'ey-', 'eyabcdefghijk.', 'a:', '://', 'a://', 'Bearer '])('a text that an agent has made to hold the server up is read once, not again from every place: %s', (piece) => {
  // Else this takes minutes, and the test its time-out.
  expect(redactText(piece.repeat(400_000 / piece.length)).length).toBeGreaterThan(0);
});
