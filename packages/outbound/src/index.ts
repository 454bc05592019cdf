export { type Ask, type AskFailure, type Asked, type Answered, createOutbound, type Outbound } from './outbound.ts';
