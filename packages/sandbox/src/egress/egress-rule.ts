/** A destination that programs in a sandbox may reach. */
export type EgressRule = {
  /** An exact host name or address, or `*.example.org` for any name below example.org (not itself). */
  host: string;
  port: number;
  /** Allow private, loopback and link-local addresses: for a registry inside the organisation's own network. */
  private?: boolean;
};

export type Destination = { host: string; port: number };

/** The rule that allows a destination. Names compare without case and without a trailing dot. */
export function findRule(rules: EgressRule[], { host, port }: Destination): EgressRule | undefined {
  const name = plainName(host);
  return rules.find((rule) => rule.port === port && matches(plainName(rule.host), name));
}

function matches(pattern: string, name: string): boolean {
  return pattern.startsWith('*.') ? name.endsWith(pattern.slice(1)) && name.length >= pattern.length : name === pattern;
}

function plainName(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
