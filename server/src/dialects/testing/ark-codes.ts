/** All codes of Ark's tables of errors, November 2026, by what they say. */

/** What is asked will not do. */
export const requestCodes: readonly string[] = [
  'MissingParameter',
  'MissingParameter.content',
  'InvalidParameter',
  'InvalidParameter.generate_audio',
  'InvalidParameter.UnsupportedParameter',
  'InvalidParameter.TaskTypeConstraint',
  'InvalidParameter.TaskTypeMismatch',
  'InvalidImageURL.EmptyURL',
  'InvalidImageURL.InvalidFormat',
];

const sides = ['Input', 'Output'];
const kinds = ['Text', 'Image', 'Video', 'Audio'];

/** What is in it, or in what came of it, is not allowed. */
export const contentCodes: readonly string[] = [
  'SensitiveContentDetected',
  'SensitiveContentDetected.SevereViolation',
  'SensitiveContentDetected.Violence',
  ...sides.flatMap((side) =>
    kinds.flatMap((kind) => [
      `${side}${kind}SensitiveContentDetected`,
      `${side}${kind}SensitiveContentDetected.PolicyViolation`,
    ]),
  ),
  'InputImageSensitiveContentDetected.PrivacyInformation',
  'InputVideoSensitiveContentDetected.PrivacyInformation',
  ...sides.flatMap((side) => ['Text', 'Image'].map((kind) => `${side}${kind}RiskDetection`)),
];

/** It could not be found out whether it is allowed. */
export const uncheckedCode = 'ContentSecurityDetectionError';

/** Of our account there, of what it may use, or of how much: nothing for a customer. */
export const accountCodes: readonly string[] = [
  'InvalidEndpoint.ClosedEndpoint',
  'AuthenticationError',
  'InvalidAccountStatus',
  'AccessDenied',
  'OperationDenied.ServiceNotOpen',
  'OperationDenied.PermissionDenied',
  'OperationDenied.ServiceOverdue',
  'AccountOverdueError',
  'InvalidEndpointOrModel.NotFound',
  'ModelNotOpen',
  'InvalidEndpointOrModel.ModelIDAccessDisabled',
  'RateLimitExceeded.EndpointRPMExceeded',
  'RateLimitExceeded.EndpointTPMExceeded',
  'ModelAccountRpmRateLimitExceeded',
  'ModelAccountTpmRateLimitExceeded',
  'APIAccountRpmRateLimitExceeded',
  'AccountRateLimitExceeded',
  'RequestBurstTooFast',
  'ServerOverloaded',
  'InflightBatchsizeExceeded',
  'QuotaExceeded',
  'SetLimitExceeded',
];
