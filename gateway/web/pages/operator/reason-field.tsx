/** Why an operator does something: kept with what was done, and optional. */
import type { JSX } from 'preact';
import type { Page } from '../../page.js';
import { Field } from '../../parts/form.js';
import { operatorTexts } from '../../texts/operator.js';

export function ReasonField({ page, id }: { readonly page: Page; readonly id: string }): JSX.Element {
  const { reason, reasonHint } = operatorTexts.shared;
  return <Field page={page} id={id} name="ly-do" label={reason} hint={reasonHint} autocomplete="off" isOptional />;
}
