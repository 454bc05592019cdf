import { type Circuit, createCircuit } from './circuit.ts';

/**
 * What a call showed of its upstream. `unreachable`: no connection came about, which no request's content can bring
 * about. `failed`: all else that went wrong, such as a 500, a time-out or a broken stream, which a request may have
 * caused by what it asked. `left`: nothing, as when its agent went away, or the upstream is well and limits us.
 */
export type Shown = 'succeeded' | 'failed' | 'unreachable' | 'left';

/** Leaves an upstream alone that keeps failing, so that calls go to the next one without waiting for it. */
export type Breaker = {
  /** Whether a call of the tenant may go out now. */
  tryEnter(tenantId: bigint): boolean;
  note(tenantId: bigint, shown: Shown): void;
  /** How long until the tenant's next call may try, in milliseconds; 0 while calls go out. */
  closedFor(tenantId: bigint): number;
};

/**
 * A tenant's own failures close it for that tenant alone: neither one tenant nor several together can take a model from
 * another by requests that make it fail. For all it closes when nobody can connect, which no request can bring about. An
 * upstream that answers everybody with failures is left alone by each tenant after its own few.
 */
export function createBreaker(now: () => number = Date.now): Breaker {
  const connecting = createCircuit(now);
  const tenants = new Map<bigint, Circuit>();
  const circuitOf = (tenantId: bigint) => {
    const circuit = tenants.get(tenantId) ?? createCircuit(now);
    tenants.set(tenantId, circuit);
    return circuit;
  };
  return {
    tryEnter: (tenantId) => {
      if (!connecting.tryEnter()) return false;
      if (tenants.get(tenantId)?.tryEnter() ?? true) return true;
      connecting.left();
      return false;
    },
    note: (tenantId, shown) => {
      if (shown === 'unreachable') connecting.failed();
      // An answer, whatever it says, has come over a connection.
      else if (shown !== 'left') connecting.succeeded();
      else connecting.left();
      if (shown === 'failed') return circuitOf(tenantId).failed();
      if (shown === 'succeeded') tenants.delete(tenantId);
      tenants.get(tenantId)?.left();
    },
    closedFor: (tenantId) => Math.max(connecting.closedFor(), tenants.get(tenantId)?.closedFor() ?? 0),
  };
}
