/** What is set of an agency, as its form shows it and sends it back. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import {
  type Agency,
  mailPolicies,
  mailProtections,
  numberings,
  pdfPolicies,
  usableChannels,
} from '../../../agencies/agency.js';
import { channelName } from '../../../deliveries/channel-names.js';
import { Choice } from '../../parts/fields.js';
import { Field, type FieldProps, FormToken } from '../../parts/form.js';
import { Section } from '../../parts/frame.js';
import { Seen } from '../../parts/seen.js';
import { agencyTexts } from '../../texts/operator-agencies.js';
import { type AgencyProps, agencyPath } from './agency-props.js';

const t = agencyTexts.one;

type Option = readonly [value: string, text: Bilingual];

/** Words of the directory, as people read them. */
export const optionsNamed = (words: readonly string[]): Option[] =>
  words.map((word) => [word, agencyTexts.options[word] ?? agencyTexts.title]);

interface Detail extends Pick<FieldProps, 'name' | 'label' | 'type' | 'hint' | 'isOptional'> {
  /** A choice among these; without them a line to write. */
  readonly options?: readonly Option[];
}

const quota = (name: string, label: Bilingual): Detail => ({
  name,
  label,
  type: 'number',
  hint: t.quotaHint,
  isOptional: true,
});

const details: readonly Detail[] = [
  { name: 'ten', label: agencyTexts.name },
  { name: 'thu', label: agencyTexts.email, type: 'email', isOptional: true },
  { name: 'cap-tren', label: t.parent, isOptional: true },
  { name: 'kenh', label: agencyTexts.channel, options: usableChannels.map((one) => [one, channelName(one)]) },
  { name: 'cap-so', label: t.numbering, options: optionsNamed(numberings) },
  { name: 'pdf', label: t.pdfPolicy, options: optionsNamed(pdfPolicies) },
  { name: 'bao-ve-thu', label: t.mailProtection, options: optionsNamed(mailProtections) },
  { name: 'van-ban-thu', label: t.mailPolicy, options: optionsNamed(mailPolicies) },
  quota('han-muc-ngay', t.quotaDay),
  quota('han-muc-thang', t.quotaMonth),
  quota('han-muc-luu', t.quotaTotal),
];

const megabytes = (bytes: number | null) => (bytes === null ? '' : String(bytes / 1_000_000));

/** The values of the form's fields. */
export const detailsOf = (agency: Agency): Record<string, string> => ({
  ten: agency.name,
  thu: agency.email ?? '',
  'cap-tren': agency.parent ?? '',
  kenh: agency.channel,
  'cap-so': agency.numbering,
  pdf: agency.pdfPolicy,
  'bao-ve-thu': agency.mailProtection,
  'van-ban-thu': agency.mailPolicy,
  'han-muc-ngay': megabytes(agency.quotaDay),
  'han-muc-thang': megabytes(agency.quotaMonth),
  'han-muc-luu': megabytes(agency.quotaTotal),
});

/** A field with what it holds, for people. */
export function detailInWords(agency: Agency, name: string): readonly [label: Bilingual, value: Bilingual] {
  const { label, options = [] } = details.find((one) => one.name === name) ?? { label: agencyTexts.title };
  const value = detailsOf(agency)[name] ?? '';
  const [, text = value === '' ? t.nothing : { vi: value, en: value }] = options.find(([one]) => one === value) ?? [];
  return [label, text];
}

export function DetailsForm({ page, agency, typed }: AgencyProps): JSX.Element {
  const values = { ...detailsOf(agency), ...typed };
  return (
    <Section page={page} heading={t.details} hint={t.detailsHint}>
      <form method="post" action={agencyPath(agency)}>
        <FormToken page={page} />
        <Seen values={detailsOf(agency)} />
        <div class="two">
          {details.map(({ options, ...field }) =>
            options === undefined ? (
              <Field key={field.name} page={page} autocomplete="off" {...field} value={values[field.name] ?? ''} />
            ) : (
              <Choice key={field.name} page={page} {...field} value={values[field.name] ?? ''} options={options} />
            ),
          )}
        </div>
        <button class="button main" type="submit">
          {page.say(t.save)}
        </button>
      </form>
    </Section>
  );
}
