import type { Protocol } from '../protocols/protocol.ts';

/** The few headers of an agent that reach the upstream. */
export function passOnHeaders(protocol: Protocol, headers: Headers): Record<string, string> {
  const passed: Record<string, string> = { 'content-type': 'application/json' };
  for (const name of protocol.passOn) {
    const value = headers.get(name);
    if (value !== null) passed[name] = value;
  }
  return passed;
}
