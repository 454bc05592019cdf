import { expect, test } from 'bun:test';
import { readEgress } from './read-egress.ts';

test('hosts are one a line, each once; what is none is named', () => {
  expect(readEgress(' Example.org \n\n*.example.org:443\nexample.org:443\n')).toEqual({ ok: true, entries: ['example.org', '*.example.org'] });
  expect(readEgress('example.org\nhttps://example.org/path')).toMatchObject({ ok: false, problem: expect.stringContaining('“https://example.org/path”') });
  expect(readEgress('')).toEqual({ ok: true, entries: [] });
});
