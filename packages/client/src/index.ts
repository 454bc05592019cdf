export { type ApiRequest, createApi, type Transport } from './create-api.ts';
export { type Operation } from './operation.ts';
export { operations } from './operations/index.ts';
export { archiveOperations, entityOperations, type Kept } from './operations/entities.ts';
export { operatorOperations } from './operations/operator.ts';
export { readPages } from './read-pages.ts';
