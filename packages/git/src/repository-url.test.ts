import { describe, expect, test } from 'bun:test';
import { parseRepositoryUrl, redactCredentials, repositoryKey } from './repository-url.ts';

function parse(input: string) {
  const parsed = parseRepositoryUrl(input);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.url;
}

describe('parseRepositoryUrl', () => {
  test('takes paths, file, http, https, ssh and scp-style addresses', () => {
    expect(parse('/srv/code/')).toMatchObject({ kind: 'local', location: '/srv/code' });
    expect(parse('file:///srv/my%20code')).toMatchObject({ kind: 'local', location: '/srv/my code' });
    expect(parse('https://example.org/a/b.git')).toMatchObject({ kind: 'http', credentials: null });
    expect(parse('ssh://git@example.org:2222/a/b.git').kind).toBe('ssh');
    expect(parse('git@example.org:a/b.git').kind).toBe('ssh');
  });

  test.each([
    '', '-u', '--upload-pack=touch x', 'ext::sh -c id', 'fd::17', 'git://example.org/a', 'ftp://example.org/a', 'relative/path', '../up',
    'ssh://-oProxyCommand=id/a', 'ssh://-x@example.org/a', 'git@-oProxyCommand=id:a', 'git@example.org:-a', 'file://elsewhere/a', 'https://', '/a\nb', 'ssh://a:secret@example.org/b',
  ])('refuses %p', (input) => {
    expect(parseRepositoryUrl(input)).toMatchObject({ ok: false, code: 'invalid_url' });
  });

  test('keeps credentials apart from everything that is shown', () => {
    const url = parse('https://bot:s3cr%2Ft@example.org/a.git');
    expect(url.credentials).toEqual({ username: 'bot', password: 's3cr/t' });
    expect(url.location + url.shown).not.toContain('s3cr');
    expect(redactCredentials("fatal: unable to access 'https://bot:s3cr@example.org/a.git/'")).toBe("fatal: unable to access 'https://***@example.org/a.git/'");
  });

  test('names one cache whatever the credentials, another for another repository', () => {
    expect(repositoryKey(parse('https://a:b@example.org/x.git'))).toBe(repositoryKey(parse('https://example.org/x.git')));
    expect(repositoryKey(parse('https://example.org/x.git'))).not.toBe(repositoryKey(parse('https://example.org/y.git')));
    expect(repositoryKey(parse('/srv/..evil/.x'))).toMatch(/^[\w-][\w.-]*$/);
  });
});
