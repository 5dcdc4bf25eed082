/** What a directory file would change, line by line, before it does. */
import type { JSX } from 'preact';
import type { ImportChange, ImportFault, ImportPreview } from '../../../agencies/agency-imports.js';
import type { Page } from '../../page.js';
import { Ask } from '../../parts/ask.js';
import { Frame, Section } from '../../parts/frame.js';
import { Table } from '../../parts/table.js';
import { agencyTexts } from '../../texts/operator-agencies.js';
import { type OutcomeProps, outcomeNotice } from './outcome.js';

const t = agencyTexts.preview;

interface PreviewProps extends OutcomeProps {
  readonly preview: ImportPreview;
}

function FaultRow({ page, fault }: { readonly page: Page; readonly fault: ImportFault }): JSX.Element {
  const { line, code, field, detail } = fault;
  return (
    <tr>
      <td class="time" data-label={page.say(t.line)}>
        {line}
      </td>
      <td class="number">{code}</td>
      <td>{field}</td>
      <td class="wide">
        {page.say(t.faultWords[field] ?? t.otherFault)}
        <br />
        <span class="weak" lang="en">
          {detail}
        </span>
      </td>
    </tr>
  );
}

function Faults({ page, preview }: PreviewProps): JSX.Element {
  return (
    <Section page={page} heading={t.faults} hint={t.faultsHint}>
      <Table page={page} name={t.faults} heads={[t.line, agencyTexts.code, t.field, t.fault]}>
        {preview.faults.map((fault) => (
          <FaultRow key={`${fault.line} ${fault.field} ${fault.detail}`} page={page} fault={fault} />
        ))}
      </Table>
    </Section>
  );
}

function Change({ page, change }: { readonly page: Page; readonly change: ImportChange }): JSX.Element {
  const { say } = page;
  const { code, name, fields } = change;
  const shown = (text: string) => (text === '' ? say(t.nothing) : text);
  return (
    <li>
      <div class="wide">
        <span class="number">{code}</span> {name} {fields === null && <strong>({say(t.isNew)})</strong>}
        {fields?.map(({ field, from, to }) => (
          <div key={field} class="weak">
            {field}: {shown(from)} → {shown(to)}
          </div>
        ))}
      </div>
    </li>
  );
}

export function ImportPreviewPage(props: PreviewProps): JSX.Element {
  const { page, preview } = props;
  const { id, added, changed, unchanged, faultCount, changes, rows } = preview;
  return (
    <Frame page={page} title={t.title} heading={t.heading(added, changed, faultCount)} notice={outcomeNotice(props)}>
      {faultCount > 0 && <Faults {...props} />}
      <Section page={page} heading={t.changes} hint={t.changesHint(unchanged)}>
        <ul class="lines">
          {changes.map((change) => (
            <Change key={change.code} page={page} change={change} />
          ))}
        </ul>
        <div class="actions">
          {faultCount === 0 && (
            <Ask
              page={page}
              kind="plain"
              opener={t.confirm(rows)}
              question={t.confirmQuestion(rows)}
              action={`/van-hanh/co-quan/nhap/${id}`}
              button={t.confirm(rows)}
            />
          )}
          <a href="/van-hanh/co-quan">{page.say(t.back)}</a>
        </div>
      </Section>
    </Frame>
  );
}
