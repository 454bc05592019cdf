export type { Answered } from './asked.ts';
export { type Ask, createOutbound, type Outbound } from './outbound.ts';
