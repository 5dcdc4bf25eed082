/** The operator's page of legal holds: placed with a reason, lifted by name. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { HoldRow } from '../../retention/holds.store.js';
import { Ask } from '../parts/ask.js';
import { Field, FormToken } from '../parts/form.js';
import { Frame, Section } from '../parts/frame.js';
import { type HoldsProps, HoldsTable, heldThing, inForce } from '../parts/holds-table.js';
import { Empty, Notice } from '../parts/notice.js';
import { retentionTexts as t } from '../texts/retention.js';

/** Fields of the forms, by the names they are sent under. */
export type HoldField = 'van-ban' | 'co-quan' | 'tu' | 'den' | 'ly-do';

export interface HoldsPageProps extends Omit<HoldsProps, 'act'> {
  readonly done: Bilingual | null;
  /** What was wrong with what was sent; `form` says which one it was: `document`, `agency`, or the id of a hold. */
  readonly fault: { readonly form: string; readonly field: HoldField | null; readonly text: Bilingual } | null;
  /** As it was sent. */
  readonly sent: Readonly<Partial<Record<HoldField, string>>>;
}

interface FormProps extends HoldsPageProps {
  readonly form: 'document' | 'agency';
  readonly children: ComponentChildren;
}

/** Its fields have ids of their own: the page has two forms with a reason. */
function fieldsOf({ page, fault, sent }: HoldsPageProps, form: string) {
  return (name: HoldField) => ({
    page,
    name,
    id: `${form}-${name}`,
    autocomplete: 'off',
    error: fault?.form === form && fault.field === name ? fault.text : undefined,
    value: fault?.form === form ? (sent[name] ?? '') : '',
  });
}

function HoldForm(props: FormProps): JSX.Element {
  const { page, form, children } = props;
  const field = fieldsOf(props, form);
  return (
    <form class="form" method="post" action="/van-hanh/giu-ho-so">
      <FormToken page={page} />
      <input type="hidden" name="loai" value={form} />
      {children}
      <Field {...field('ly-do')} label={t.reason} hint={t.reasonHint} />
      <button class="button outlined" type="submit">
        {page.say(t.place)}
      </button>
    </form>
  );
}

function Forms(props: HoldsPageProps): JSX.Element {
  const { page } = props;
  const [ofDocument, ofAgency] = [fieldsOf(props, 'document'), fieldsOf(props, 'agency')];
  return (
    <>
      <Section page={page} heading={t.holdDocument} hint={t.holdDocumentHint}>
        <HoldForm {...props} form="document">
          <Field {...ofDocument('van-ban')} label={t.documentField} hint={t.documentFieldHint} />
        </HoldForm>
      </Section>
      <Section page={page} heading={t.holdAgency} hint={t.holdAgencyHint}>
        <HoldForm {...props} form="agency">
          <Field {...ofAgency('co-quan')} label={t.agencyField} hint={t.agencyFieldHint} />
          <div class="side-by-side">
            <Field {...ofAgency('tu')} type="date" label={t.from} />
            <Field {...ofAgency('den')} type="date" label={t.to} />
          </div>
        </HoldForm>
      </Section>
    </>
  );
}

function Lift({ hold, ...props }: HoldsPageProps & { readonly hold: HoldRow }): JSX.Element {
  const { page, fault } = props;
  return (
    <Ask
      page={page}
      opener={t.lift}
      question={t.liftQuestion(heldThing(page, hold))}
      action={`/van-hanh/giu-ho-so/${hold.id}/thoi`}
      button={t.liftButton}
      isOpen={fault?.form === hold.id}
    >
      <Field {...fieldsOf(props, hold.id)('ly-do')} label={t.reason} />
    </Ask>
  );
}

function noticeOf({ page, fault, done }: HoldsPageProps): JSX.Element | undefined {
  if (fault !== null) return <Notice page={page} kind="failed" text={fault.text} />;
  return done === null ? undefined : <Notice page={page} kind="done" text={done} />;
}

export function HoldsPage(props: HoldsPageProps): JSX.Element {
  const { page, holds } = props;
  return (
    <Frame page={page} title={t.operatorTitle} heading={t.operatorHeading(inForce(holds))} notice={noticeOf(props)}>
      <Section page={page} heading={t.holds}>
        {holds.length === 0 ? (
          <Empty page={page} title={t.noHolds} text={t.noHoldsOperator} />
        ) : (
          <HoldsTable {...props} act={(hold) => <Lift {...props} hold={hold} />} />
        )}
        <p class="weak">{page.say(t.effect)}</p>
      </Section>
      <Forms {...props} />
    </Frame>
  );
}
