import { hashToken, newToken } from '@lime/kernel';

/** The step that a gateway token speaks for, and what the step's row must hold for it to open anything. */
export type GatewayClaim = { tenantId: bigint; stepId: bigint; hash: Uint8Array };

const shape = /^lime_gateway_[A-Za-z0-9_-]{43}\.([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})$/;

/** A new token for a claim of a step. It names tenant and step, so that it is looked up by key, under the tenant's own wall. */
export function newGatewayToken(tenantId: bigint, stepId: bigint): { token: string; hash: Uint8Array } {
  const token = `${newToken('gateway')}.${tenantId}.${stepId}`;
  return { token, hash: hashToken(token) };
}

/** What a token claims to be; null for what cannot be one. Whether it holds, the step's row says. */
export function readGatewayToken(token: string): GatewayClaim | null {
  const [, tenantId, stepId] = shape.exec(token) ?? [];
  return tenantId === undefined || stepId === undefined ? null : { tenantId: BigInt(tenantId), stepId: BigInt(stepId), hash: hashToken(token) };
}
