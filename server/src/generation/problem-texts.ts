/** What problems are called, what they mean and what helps, in the languages that we speak. Pure. */
import type { ProblemCode } from './problems.ts';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

interface ProblemText {
  /** The same in every refusal of its code. */
  title: string;
  /** When it is told: a sentence. */
  meaning: string;
  /** What its reader can do: a sentence. */
  remedy: string;
}

type InBoth = Readonly<Record<Language, ProblemText>>;

export const problemTexts: Readonly<Record<ProblemCode, InBoth>> = {
  invalid_parameter: {
    en: {
      title: 'Invalid parameter',
      meaning: 'A field, a filter or a header has a wrong value, or is not known here.',
      remedy: 'Change what `field` names as `detail` says, and send the request again.',
    },
    zh: {
      title: '参数无效',
      meaning: '某个字段、筛选条件或请求头的值不正确，或者这里不认识它。',
      remedy: '按 `detail` 的说明修改 `field` 所指的内容，然后重新发送请求。',
    },
  },
  missing_parameter: {
    en: {
      title: 'Missing parameter',
      meaning: 'A field that is needed is not there.',
      remedy: 'Add what `field` names, and send the request again.',
    },
    zh: {
      title: '缺少参数',
      meaning: '缺少必填字段。',
      remedy: '补上 `field` 所指的字段，然后重新发送请求。',
    },
  },
  malformed_body: {
    en: {
      title: 'Malformed body',
      meaning:
        'The body is no JSON, did not arrive whole, or holds what cannot be stored: U+0000, halves of characters, more than 64 levels.',
      remedy: 'Send the body as JSON in UTF-8, written by a library.',
    },
    zh: {
      title: '请求体格式错误',
      meaning:
        '请求体不是 JSON、没有完整到达，或含有无法保存的内容：U+0000、半个字符、超过 64 层的嵌套。',
      remedy: '用程序库生成 UTF-8 编码的 JSON 作为请求体。',
    },
  },
  model_unavailable: {
    en: {
      title: 'Model unavailable',
      meaning: 'There is no model of this name, or nobody here makes it at present.',
      remedy: 'Choose another model from the list of models.',
    },
    zh: {
      title: '模型不可用',
      meaning: '没有这个名字的模型，或者目前这里没有线路能生成它。',
      remedy: '请从模型列表中选择其他模型。',
    },
  },
  unpriced: {
    en: {
      title: 'Unpriced',
      meaning:
        'The model has no price for such a request, so it is refused before anything is spent.',
      remedy: 'Choose another resolution or model, or ask the operator for a price.',
    },
    zh: {
      title: '没有价格',
      meaning: '该模型没有这类请求的价格，因此在产生任何费用之前就拒绝了。',
      remedy: '请选择其他分辨率或模型，或请运营方设置价格。',
    },
  },
  above_max_credits: {
    en: {
      title: 'Above max credits',
      meaning: 'It could cost more than the request itself allows, so nothing is held or made.',
      remedy:
        'Ask for a shorter video or a lower resolution, or allow more: `maxCredits`, or the header `X-Filmgate-Max-Credits`.',
    },
    zh: {
      title: '超出积分上限',
      meaning: '可能的费用超过了请求自己允许的上限，因此没有冻结积分，也没有创建任务。',
      remedy:
        '请缩短视频或降低分辨率，或提高上限：`maxCredits`，或请求头 `X-Filmgate-Max-Credits`。',
    },
  },
  media_unreachable: {
    en: {
      title: 'Media unreachable',
      meaning:
        'A medium could not be fetched: its address is refused, takes too long or answers an error.',
      remedy: 'Check that the address can be read from the internet without signing in.',
    },
    zh: {
      title: '素材无法访问',
      meaning: '素材下载失败：其地址被拒绝、超时或返回错误。',
      remedy: '请确认该地址无需登录即可从公网读取。',
    },
  },
  media_invalid: {
    en: {
      title: 'Media invalid',
      meaning: 'A medium was fetched, but its type, size, shape or length will not do.',
      remedy: 'Convert the medium as `detail` says.',
    },
    zh: {
      title: '素材不合要求',
      meaning: '素材已下载，但其类型、大小、宽高比或时长不合要求。',
      remedy: '请按 `detail` 的说明转换素材。',
    },
  },
  unauthorized: {
    en: {
      title: 'Unauthorized',
      meaning: 'There is no key in the request, or none that is good.',
      remedy: 'Send `Authorization: Bearer` with a key that is neither revoked nor expired.',
    },
    zh: {
      title: '未授权',
      meaning: '请求中没有密钥，或密钥无效。',
      remedy: '请用 `Authorization: Bearer` 发送一个未吊销、未过期的密钥。',
    },
  },
  insufficient_credits: {
    en: {
      title: 'Insufficient credits',
      meaning: 'The account cannot pay the most that the request can cost.',
      remedy: 'Top up, or wait until running tasks give back what they hold.',
    },
    zh: {
      title: '积分不足',
      meaning: '账户余额不足以支付该请求可能产生的最高费用。',
      remedy: '请充值，或等待进行中的任务释放其预扣的积分。',
    },
  },
  forbidden: {
    en: {
      title: 'Forbidden',
      meaning:
        'The caller is known and may not do this: the scopes of a key or the role of a person.',
      remedy: 'Use a key with the scope that `detail` names, or have it added.',
    },
    zh: {
      title: '没有权限',
      meaning: '已识别调用者，但其密钥的权限范围或其角色不允许这样做。',
      remedy: '请使用带有 `detail` 所指权限的密钥，或请人添加该权限。',
    },
  },
  account_suspended: {
    en: {
      title: 'Account suspended',
      meaning:
        'The operator has suspended the account: what is there can be read, and what runs is finished, but nothing new is made or changed.',
      remedy: 'Ask whoever runs the service why, and what lifts it.',
    },
    zh: {
      title: '账户已停用',
      meaning:
        '运营方已停用该账户：已有的内容可以查看，进行中的任务会完成，但不能新建或更改任何内容。',
      remedy: '请向运营方询问原因以及如何恢复。',
    },
  },
  task_not_found: {
    en: {
      title: 'Task not found',
      meaning: 'There is no such task, or it belongs to another account.',
      remedy: 'Check the id, and that the key is of the account that made the task.',
    },
    zh: {
      title: '任务不存在',
      meaning: '没有这个任务，或者它属于其他账户。',
      remedy: '请检查 id，并确认密钥属于创建该任务的账户。',
    },
  },
  asset_not_found: {
    en: {
      title: 'Asset not found',
      meaning: 'There is no such asset, or it belongs to another account.',
      remedy: 'Check the id, and that the key is of the account that keeps the asset.',
    },
    zh: {
      title: '素材不存在',
      meaning: '没有这个素材，或者它属于其他账户。',
      remedy: '请检查 id，并确认密钥属于保存该素材的账户。',
    },
  },
  endpoint_not_found: {
    en: {
      title: 'Endpoint not found',
      meaning: 'There is no such webhook endpoint, or it is of another account or mode.',
      remedy: 'Check the id, and that the key is of the mode of the endpoint.',
    },
    zh: {
      title: 'Webhook 端点不存在',
      meaning: '没有这个 Webhook 端点，或者它属于其他账户或其他模式。',
      remedy: '请检查 id，并确认密钥与该端点的模式一致。',
    },
  },
  delivery_not_found: {
    en: {
      title: 'Delivery not found',
      meaning:
        'There is no such delivery, it is older than 30 days, or it is of another account or mode.',
      remedy: 'Check the id, and that the key is of the mode of the endpoint.',
    },
    zh: {
      title: '投递记录不存在',
      meaning: '没有这条投递记录、它已超过 30 天，或者它属于其他账户或其他模式。',
      remedy: '请检查 id，并确认密钥与该端点的模式一致。',
    },
  },
  export_not_found: {
    en: {
      title: 'Export not found',
      meaning:
        'There is no such export, it has expired or was deleted, or somebody else asked for it.',
      remedy: 'Check the id, or ask for another export: each is kept for a day.',
    },
    zh: {
      title: '导出不存在',
      meaning: '没有这个导出、它已过期或被删除，或者它是别人提交的。',
      remedy: '请检查 id，或重新提交导出：每个导出保留一天。',
    },
  },
  member_not_found: {
    en: {
      title: 'Member not found',
      meaning: 'There is no such member of the account, or it is another account.',
      remedy: 'Check the id against the list of members.',
    },
    zh: {
      title: '成员不存在',
      meaning: '账户中没有这个成员，或者它属于其他账户。',
      remedy: '请对照成员列表检查 id。',
    },
  },
  invitation_not_found: {
    en: {
      title: 'Invitation not found',
      meaning: 'There is no such open invitation, or it is of another account.',
      remedy: 'Check the id against the list of open invitations, or invite anew.',
    },
    zh: {
      title: '邀请不存在',
      meaning: '没有这个有效的邀请，或者它属于其他账户。',
      remedy: '请对照有效邀请列表检查 id，或重新邀请。',
    },
  },
  session_not_found: {
    en: {
      title: 'Session not found',
      meaning: 'There is no such sign-in, or it is of somebody else.',
      remedy: 'Check the id against the list of your own sessions.',
    },
    zh: {
      title: '会话不存在',
      meaning: '没有这个登录会话，或者它属于其他人。',
      remedy: '请对照你自己的会话列表检查 id。',
    },
  },
  person_not_found: {
    en: {
      title: 'Person not found',
      meaning: 'Nobody here has this mail address.',
      remedy: 'Check the address.',
    },
    zh: {
      title: '用户不存在',
      meaning: '这里没有人使用这个邮箱地址。',
      remedy: '请检查邮箱地址。',
    },
  },
  route_not_found: {
    en: {
      title: 'Route not found',
      meaning: 'There is nothing at this path.',
      remedy: 'Check the base URL and the path.',
    },
    zh: {
      title: '路径不存在',
      meaning: '该路径下没有任何内容。',
      remedy: '请检查基础 URL 和路径。',
    },
  },
  method_not_allowed: {
    en: {
      title: 'Method not allowed',
      meaning: 'The path takes other methods.',
      remedy: 'Use one of the methods that the header `Allow` names.',
    },
    zh: {
      title: '方法不允许',
      meaning: '该路径只接受其他方法。',
      remedy: '请使用 `Allow` 响应头中列出的方法。',
    },
  },
  not_cancellable: {
    en: {
      title: 'Not cancellable',
      meaning: 'The task is over, or whoever makes it does not stop it.',
      remedy: 'Wait for its end; where `Retry-After` stands, send the request again after it.',
    },
    zh: {
      title: '无法取消',
      meaning: '任务已结束，或者生成它的一方不会停止。',
      remedy: '请等待任务结束；如有 `Retry-After`，请在该时间后重新发送请求。',
    },
  },
  not_finished: {
    en: {
      title: 'Not finished',
      meaning: 'The file of a task was asked for before the task has succeeded.',
      remedy: 'Ask again once the task has succeeded.',
    },
    zh: {
      title: '尚未完成',
      meaning: '任务还没有成功就请求了它的文件。',
      remedy: '请在任务成功后再请求。',
    },
  },
  asset_limit: {
    en: {
      title: 'Asset limit',
      meaning: 'The account keeps as many assets, or as many bytes of them, as it may.',
      remedy: 'Delete assets that are not needed any more.',
    },
    zh: {
      title: '素材已达上限',
      meaning: '账户保存的素材数量或总字节数已达上限。',
      remedy: '请删除不再需要的素材。',
    },
  },
  budget_exceeded: {
    en: {
      title: 'Budget exceeded',
      meaning: 'The budget of the key or of the account has less left than this request may cost.',
      remedy: 'Wait until the period that `detail` names is over, or have the budget raised.',
    },
    zh: {
      title: '超出预算',
      meaning: '密钥或账户的预算余额少于这个请求可能的花费。',
      remedy: '等到 `detail` 所说的周期结束，或请人提高预算。',
    },
  },
  notice_not_found: {
    en: {
      title: 'Notice not found',
      meaning: 'There is no such notice, or it belongs to another account.',
      remedy: 'Take an id from the list of notices.',
    },
    zh: {
      title: '通知不存在',
      meaning: '没有这条通知，或者它属于其他账户。',
      remedy: '请使用通知列表中的 id。',
    },
  },
  key_not_found: {
    en: {
      title: 'Key not found',
      meaning: 'There is no such key, or it is another account’s.',
      remedy: 'List the keys of the account, and take an id from there.',
    },
    zh: {
      title: '找不到密钥',
      meaning: '没有这个密钥，或它属于别的账户。',
      remedy: '列出账户的密钥，从中取编号。',
    },
  },
  request_not_found: {
    en: {
      title: 'Request not found',
      meaning:
        'There is no such request in the log: it is too old, was a read that was answered, or is another account’s.',
      remedy: 'Check the id, which `X-Request-Id` of the answer says; the log is a second behind.',
    },
    zh: {
      title: '找不到请求',
      meaning: '日志里没有这个请求：它太旧了、是一次成功的读取，或属于别的账户。',
      remedy: '请检查编号，它写在响应的 `X-Request-Id` 里；日志会晚一秒左右。',
    },
  },
  key_limit: {
    en: {
      title: 'Too many keys',
      meaning: 'The account has as many keys, or the key as many secrets, as there may be.',
      remedy: 'Revoke a key that nobody uses any more, or wait until an earlier secret ends.',
    },
    zh: {
      title: '密钥过多',
      meaning: '账户的密钥数量，或这个密钥的私密部分的数量，已经到了上限。',
      remedy: '吊销不再使用的密钥，或等先前的私密部分失效。',
    },
  },
  endpoint_limit: {
    en: {
      title: 'Endpoint limit',
      meaning: 'The account has as many webhook endpoints of this mode as it may.',
      remedy: 'Remove an endpoint, or change one that stands.',
    },
    zh: {
      title: 'Webhook 端点已达上限',
      meaning: '账户在该模式下的 Webhook 端点数量已达上限。',
      remedy: '请删除一个端点，或修改已有的端点。',
    },
  },
  already_member: {
    en: {
      title: 'Already a member',
      meaning: 'Who is asked to join the account has joined it.',
      remedy: 'Change the role of the member that there is.',
    },
    zh: {
      title: '已是成员',
      meaning: '受邀加入账户的人已经加入。',
      remedy: '请修改现有成员的角色。',
    },
  },
  member_limit: {
    en: {
      title: 'Member limit',
      meaning: 'The account has as many members and open invitations as it may.',
      remedy: 'Remove a member, or withdraw an invitation.',
    },
    zh: {
      title: '成员已达上限',
      meaning: '账户的成员和有效邀请数量已达上限。',
      remedy: '请移除一个成员，或撤回一个邀请。',
    },
  },
  last_owner: {
    en: {
      title: 'Last owner',
      meaning: 'The account would have no owner left, or the installation no admin.',
      remedy: 'Make somebody else an owner or an admin before.',
    },
    zh: {
      title: '最后一个所有者',
      meaning: '这样一来，账户将没有所有者，或者整个系统将没有管理员。',
      remedy: '请先让其他人成为所有者或管理员。',
    },
  },
  link_spent: {
    en: {
      title: 'Link spent',
      meaning:
        'The link lets somebody in once: it was used, withdrawn, is too old, or was never made.',
      remedy: 'Ask for another link.',
    },
    zh: {
      title: '链接已失效',
      meaning: '该链接只能使用一次：它已被使用、被撤回、已过期，或从未生成。',
      remedy: '请再要一个链接。',
    },
  },
  body_too_large: {
    en: {
      title: 'Body too large',
      meaning: 'The body has more bytes than are allowed here.',
      remedy: 'Send less at once, and media by their URLs.',
    },
    zh: {
      title: '请求体过大',
      meaning: '请求体超过了这里允许的字节数。',
      remedy: '请减少单次发送的内容，并用 URL 提供素材。',
    },
  },
  unsupported_media_type: {
    en: {
      title: 'Unsupported media type',
      meaning: 'The body is of another type than this route takes, or compressed.',
      remedy: 'Send the body with `Content-Type: application/json`, not compressed.',
    },
    zh: {
      title: '不支持的内容类型',
      meaning: '请求体的类型不是该接口接受的类型，或被压缩过。',
      remedy: '请用 `Content-Type: application/json` 发送未压缩的请求体。',
    },
  },
  idempotency_mismatch: {
    en: {
      title: 'Idempotency mismatch',
      meaning: 'The `Idempotency-Key` came with another request within the last 24 hours.',
      remedy: 'Use a new key for a new request, and the same request for the same key.',
    },
    zh: {
      title: '幂等键不匹配',
      meaning: '过去 24 小时内，这个 `Idempotency-Key` 已用于另一个请求。',
      remedy: '新的请求请使用新的键；使用同一个键时请发送同样的请求。',
    },
  },
  rate_limited: {
    en: {
      title: 'Rate limited',
      meaning: 'A limit of the key or of the account is reached; `detail` says which.',
      remedy: 'Send the request again after `Retry-After` seconds.',
    },
    zh: {
      title: '请求过于频繁',
      meaning: '已达到密钥或账户的某项限制，`detail` 说明是哪一项。',
      remedy: '请在 `Retry-After` 秒后重新发送请求。',
    },
  },
  internal: {
    en: {
      title: 'Internal',
      meaning: 'Something went wrong on our side.',
      remedy: 'Send the request again; if it stays, tell the operator the id in `instance`.',
    },
    zh: {
      title: '内部错误',
      meaning: '服务端出现错误。',
      remedy: '请重新发送请求；如果问题持续，请把 `instance` 中的 id 告诉运营方。',
    },
  },
  overloaded: {
    en: {
      title: 'Overloaded',
      meaning:
        'Too much is asked at once, the server starts or stops, or another request under the same `Idempotency-Key` is being worked on.',
      remedy:
        'Send the request again after `Retry-After` seconds, under the same `Idempotency-Key` if it has one.',
    },
    zh: {
      title: '服务繁忙',
      meaning:
        '同时的请求过多、服务正在启动或停止，或者同一个 `Idempotency-Key` 的另一个请求仍在处理中。',
      remedy: '请在 `Retry-After` 秒后重新发送请求；如果带有 `Idempotency-Key`，请保持不变。',
    },
  },
};
