import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type EgressRule, findRule } from './egress-rule.ts';

/** The entry that stands for the package registries of the runner's machine. */
const REGISTRIES = 'registries';
const TLS_PORT = 443;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

export type EgressRules =
  /** `registries`: the preset was named; which hosts it stands for is known where the sandbox runs. */
  | { ok: true; rules: EgressRule[]; registries: boolean }
  /** A sentence that names the entry and what is wrong with it. */
  | { ok: false; message: string };

type Parsed = { rule: EgressRule } | { wrong: string };

/**
 * Reads the hosts that an agent may reach: `example.org`, `*.example.org` (names below it, not
 * itself), `example.org:8443`, `203.0.113.7`, `[2001:db8::7]:8443` (port 443 when none is named),
 * or `registries`.
 *
 * An entry leads to private addresses only when `privateHosts`, in the same form, covers it. That
 * list belongs to whoever runs the machine: its network is not a project's to open.
 */
export function parseEgressRules(entries: readonly string[], privateHosts: readonly string[] = []): EgressRules {
  const own = parseAll(privateHosts.filter((entry) => entry !== REGISTRIES));
  if (!own.ok) return own;
  const asked = parseAll(entries.filter((entry) => entry !== REGISTRIES));
  if (!asked.ok) return asked;
  const rules = asked.rules.map((rule) => (findRule(own.rules, rule) ? { ...rule, private: true } : rule));
  return { ok: true, rules, registries: entries.includes(REGISTRIES) };
}

function parseAll(entries: readonly string[]): { ok: true; rules: EgressRule[] } | { ok: false; message: string } {
  const rules: EgressRule[] = [];
  for (const entry of entries) {
    const parsed = parseEntry(entry.trim().toLowerCase());
    if ('wrong' in parsed) return { ok: false, message: `"${entry}" cannot be allowed: ${parsed.wrong}` };
    rules.push(parsed.rule);
  }
  return { ok: true, rules };
}

function parseEntry(entry: string): Parsed {
  if (entry === '') return { wrong: 'it is empty' };
  if (entry.includes('://')) return { wrong: 'name the host without a scheme' };
  if (/[/?#]/.test(entry)) return { wrong: 'only whole hosts can be allowed, no paths' };
  if (entry.includes('@')) return { wrong: 'name the host without a user' };
  const [, bracketed, name = '', digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(entry) ?? [];
  if (bracketed === undefined && name === '') return { wrong: 'it is no host, or host:port; IPv6 addresses stand in brackets' };
  const port = digits === undefined ? TLS_PORT : Number(digits);
  if (digits === '' || port < 1 || port > 65_535) return { wrong: 'the port must be from 1 to 65535' };
  const host = bracketed ?? name;
  const wrong = bracketed === undefined ? wrongName(name) : wrongAddress(bracketed);
  return wrong ? { wrong } : { rule: { host, port } };
}

function wrongAddress(address: string): string | undefined {
  return isIP(address) === 6 && !address.includes('%') ? undefined : 'in the brackets is no IPv6 address';
}

function wrongName(name: string): string | undefined {
  const isWildcard = name.startsWith('*.');
  const labels = (isWildcard ? name.slice(2) : name).split('.');
  if (name === '*') return 'that would be every host; name them, or a domain such as *.example.org';
  if (name.includes('*', 1) || (name.startsWith('*') && !isWildcard)) return 'a star can stand only for whole names before a domain, as in *.example.org';
  if (!labels.every((label) => LABEL.test(label)) || name.length > 253) return 'it is no host name; write international names as xn--…';
  // 2130706433, 127.1 and 0x7f000001 are addresses to the resolver, though they look like names.
  const isNumeric = /^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '');
  if (isNumeric && (isWildcard || !ipaddr.IPv4.isValidFourPartDecimal(name))) return 'write an IPv4 address as four plain numbers';
  return undefined;
}
