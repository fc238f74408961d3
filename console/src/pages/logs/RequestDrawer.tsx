import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeRequest } from '../../../../client/src/api-types.ts';
import { requestQuery } from '../../api/requests.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { TextLink } from '../../components/TextLink.tsx';
import { shortId } from '../../format/counts.ts';
import { exactTime } from '../../format/times.ts';
import { paths } from '../../paths.ts';
import { SkeletonRows } from '../../table/SkeletonRows.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { CopyIcon } from '../../ui/CopyButton.tsx';
import { Drawer } from '../../ui/Drawer.tsx';
import { prettyJson } from '../../ui/pretty-json.ts';
import { HttpStatus } from './HttpStatus.tsx';
import { useKeyNames } from './key-names.ts';

/** One request: what was asked, why it was refused, and the way to its task. */
export function RequestDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(requestQuery(id));
  return (
    <Drawer title={t('logs.one')} closeLabel={t('common.close')} onClose={onClose}>
      <Loaded query={query} loading={<SkeletonRows height={32} />} failed={t('logs.oneFailed')}>
        {(request) => <Detail request={request} />}
      </Loaded>
    </Drawer>
  );
}

function Detail({ request }: { request: WholeRequest }) {
  const { t } = useTranslation();
  const { method, path, detail, body } = request;
  return (
    <div className="flex flex-col gap-3">
      <p className="mono [overflow-wrap:anywhere]">
        <span className="text-ink-3">{method}</span> {path}
      </p>
      <HttpStatus of={request} />
      {detail !== null && <p className="text-red">{detail}</p>}
      <Facts request={request} />
      {body === null ? (
        <p className="text-ink-3">{t('logs.noBody')}</p>
      ) : (
        <>
          <CodeBlock
            label={t('logs.body')}
            code={prettyJson(body)}
            head={<span className="text-meta font-medium">{t('logs.body')}</span>}
          />
          <p className="text-meta text-ink-3">{t('logs.cut')}</p>
        </>
      )}
    </div>
  );
}

function Facts({ request }: { request: WholeRequest }) {
  const { t } = useTranslation();
  const names = useKeyNames();
  const { id, at, api, route, mode, tookMs, keyId, taskId, address } = request;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-[7px] border-y border-line py-3">
      <Fact name={t('common.request')}>
        <code className="mono">{id}</code> <CopyIcon text={id} what={t('common.request')} />
      </Fact>
      {taskId !== null && (
        <Fact name={t('common.task')}>
          <TextLink href={paths.task(taskId)}>
            <code className="mono">{taskId}</code>
          </TextLink>
        </Fact>
      )}
      <Fact name={t('common.time')}>{exactTime(Date.parse(at))}</Fact>
      <Fact name={t('logs.column.took')}>{Math.round(tookMs)} ms</Fact>
      <Fact name="API">{api}</Fact>
      <Fact name={t('logs.route')}>
        <TextLink href={paths.logs({ path: route })}>
          <code className="mono">{route}</code>
        </TextLink>
      </Fact>
      <Fact name={t('logs.column.key')}>
        {keyId === null ? (
          t('logs.person')
        ) : (
          <TextLink href={paths.logs({ key: keyId })}>
            {names.get(keyId) ?? shortId(keyId)}
          </TextLink>
        )}
      </Fact>
      <Fact name={t('keys.field.mode')}>{t(`common.${mode}`)}</Fact>
      <Fact name={t('logs.from')}>
        <code className="mono">{address}</code>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="flex min-w-0 items-center justify-end gap-1 text-right [overflow-wrap:anywhere]">
        {children}
      </dd>
    </>
  );
}
