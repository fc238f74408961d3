/** Where the operations stand. `npm run docs` writes this file from docs/openapi.json. */
import type { Operations } from './api-types.ts';

export interface OperationPlace {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/platform/v1`, parameters in braces. */
  path: string;
  /** Whether it takes an `Idempotency-Key`: what is sent again under it is made once. */
  isRepeatable: boolean;
  /** How its body is sent; JSON where nothing is said. */
  sends?: 'form';
  /** What it answers; JSON, or nothing, where nothing is said. */
  answers?: 'file';
}

export const operations: Readonly<Record<keyof Operations, OperationPlace>> = {
  listTasks: { method: 'GET', path: '/tasks', isRepeatable: false },
  createTask: { method: 'POST', path: '/tasks', isRepeatable: true },
  getTaskCounts: { method: 'GET', path: '/tasks/counts', isRepeatable: false },
  estimateTask: { method: 'POST', path: '/tasks/estimate', isRepeatable: false },
  cancelTask: { method: 'POST', path: '/tasks/{id}/cancel', isRepeatable: false },
  getTask: { method: 'GET', path: '/tasks/{id}', isRepeatable: false },
  streamTaskEvents: { method: 'GET', path: '/tasks/{id}/events', isRepeatable: false },
  getBalance: { method: 'GET', path: '/balance', isRepeatable: false },
  listTransactions: { method: 'GET', path: '/transactions', isRepeatable: false },
  listDeductions: { method: 'GET', path: '/deductions', isRepeatable: false },
  getUsage: { method: 'GET', path: '/usage', isRepeatable: false },
  listModels: { method: 'GET', path: '/models', isRepeatable: false },
  listDialects: { method: 'GET', path: '/dialects', isRepeatable: false },
  listWebhookEndpoints: { method: 'GET', path: '/webhook-endpoints', isRepeatable: false },
  createWebhookEndpoint: { method: 'POST', path: '/webhook-endpoints', isRepeatable: true },
  getWebhookEndpoint: { method: 'GET', path: '/webhook-endpoints/{id}', isRepeatable: false },
  updateWebhookEndpoint: { method: 'PATCH', path: '/webhook-endpoints/{id}', isRepeatable: false },
  deleteWebhookEndpoint: { method: 'DELETE', path: '/webhook-endpoints/{id}', isRepeatable: false },
  rotateSecretOfWebhookEndpoint: {
    method: 'POST',
    path: '/webhook-endpoints/{id}/rotate-secret',
    isRepeatable: false,
  },
  testWebhookEndpoint: {
    method: 'POST',
    path: '/webhook-endpoints/{id}/test',
    isRepeatable: false,
  },
  resendWebhookEndpoint: {
    method: 'POST',
    path: '/webhook-endpoints/{id}/resend',
    isRepeatable: false,
  },
  listDeliveries: { method: 'GET', path: '/deliveries', isRepeatable: false },
  getDelivery: { method: 'GET', path: '/deliveries/{id}', isRepeatable: false },
  resendDelivery: { method: 'POST', path: '/deliveries/{id}/resend', isRepeatable: false },
  getInstance: { method: 'GET', path: '/instance', isRepeatable: false },
  createPasswordReset: { method: 'POST', path: '/password-reset', isRepeatable: false },
  signIn: { method: 'POST', path: '/session', isRepeatable: false },
  getSession: { method: 'GET', path: '/session', isRepeatable: false },
  updateSession: { method: 'PATCH', path: '/session', isRepeatable: false },
  signOut: { method: 'DELETE', path: '/session', isRepeatable: false },
  changePassword: { method: 'PATCH', path: '/password', isRepeatable: false },
  setPassword: { method: 'POST', path: '/password', isRepeatable: false },
  listSessions: { method: 'GET', path: '/sessions', isRepeatable: false },
  endSession: { method: 'DELETE', path: '/sessions/{id}', isRepeatable: false },
  endOtherSessions: { method: 'POST', path: '/sessions/end-others', isRepeatable: false },
  listMembers: { method: 'GET', path: '/members', isRepeatable: false },
  updateMember: { method: 'PATCH', path: '/members/{id}', isRepeatable: false },
  deleteMember: { method: 'DELETE', path: '/members/{id}', isRepeatable: false },
  listInvitations: { method: 'GET', path: '/invitations', isRepeatable: false },
  createInvitation: { method: 'POST', path: '/invitations', isRepeatable: true },
  resendInvitation: { method: 'POST', path: '/invitations/{id}/resend', isRepeatable: false },
  deleteInvitation: { method: 'DELETE', path: '/invitations/{id}', isRepeatable: false },
  readInvitation: { method: 'POST', path: '/invitations/read', isRepeatable: false },
  acceptInvitation: { method: 'POST', path: '/invitations/accept', isRepeatable: false },
  listAudit: { method: 'GET', path: '/audit', isRepeatable: false },
  listKeys: { method: 'GET', path: '/keys', isRepeatable: false },
  createKey: { method: 'POST', path: '/keys', isRepeatable: true },
  getKey: { method: 'GET', path: '/keys/{id}', isRepeatable: false },
  updateKey: { method: 'PATCH', path: '/keys/{id}', isRepeatable: false },
  deleteKey: { method: 'DELETE', path: '/keys/{id}', isRepeatable: false },
  cancelQueuedOfKey: { method: 'POST', path: '/keys/{id}/cancel-queued', isRepeatable: false },
  rollKey: { method: 'POST', path: '/keys/{id}/roll', isRepeatable: false },
  getOwnKey: { method: 'GET', path: '/key', isRepeatable: false },
  getAccount: { method: 'GET', path: '/account', isRepeatable: false },
  updateAccount: { method: 'PATCH', path: '/account', isRepeatable: false },
  getWholeDocument: { method: 'GET', path: '/openapi', isRepeatable: false },
};
