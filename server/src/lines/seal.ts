export { seal, unseal } from '../postgres/seal.ts';
