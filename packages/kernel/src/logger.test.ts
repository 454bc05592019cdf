import { expect, test } from 'bun:test';
import { newToken } from './ids.ts';
import { redactText } from './logger.ts';

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
