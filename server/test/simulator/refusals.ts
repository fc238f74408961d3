/** Ark's refusals: `{"error":{"code","message","param","type"}}`, by its table of error codes. */
export class ArkRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly param: string;

  constructor(status: number, code: string, message: string, param = '') {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }
}

const types: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalServerError',
};

export function refusalBody({ status, code, message, param }: ArkRefusal, requestId: string) {
  const type = types[status] ?? (status < 500 ? 'BadRequest' : 'InternalServerError');
  return { error: { code, message: `${message} Request id: ${requestId}`, param, type } };
}

export function invalid(param: string, why: string): ArkRefusal {
  return new ArkRefusal(
    400,
    'InvalidParameter',
    `The parameter \`${param}\` specified in the request is not valid: ${why}.`,
    param,
  );
}

/** The code for an unknown task is not documented; this one has the documented form. */
export function unknownTask(id: string): ArkRefusal {
  return new ArkRefusal(404, 'NotFound.Task', `The task ${id} does not exist.`, 'id');
}
