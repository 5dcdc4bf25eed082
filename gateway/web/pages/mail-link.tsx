/** The pages that links in mails lead to: a sentence first, what it is about, one button. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Block } from '../../mail/mail-body.js';
import type { Page } from '../page.js';
import { Facts } from '../parts/facts.js';
import { Frame, Section } from '../parts/frame.js';
import { Notice } from '../parts/notice.js';
import { Outside } from '../parts/outside.js';

/** What the button does. */
interface LinkForm {
  readonly action: string;
  readonly button: Bilingual;
  /** Sent along, by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** A text that is asked for. */
  readonly question?: { readonly name: string; readonly label: Bilingual; readonly maxLength: number };
}

export interface LinkContent {
  readonly title: Bilingual;
  /** What was wrong with what was sent. */
  readonly fault?: Bilingual;
  readonly blocks: readonly Block[];
  readonly form?: LinkForm;
}

function BlockPart({ page, block }: { readonly page: Page; readonly block: Block }): JSX.Element {
  const { say } = page;
  switch (block.kind) {
    case 'paragraph':
      return <p>{say(block.text)}</p>;
    case 'link':
      return (
        <p>
          <a href={block.href}>{say(block.text)}</a>
        </p>
      );
    case 'facts':
      return <Facts page={page} rows={block.rows.map(([label, value]) => [label, <Outside text={value} />])} />;
  }
}

function ActForm({ page, form }: { readonly page: Page; readonly form: LinkForm }): JSX.Element {
  const { action, button, fields, question } = form;
  return (
    <form class="form" method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {question !== undefined && (
        <div class="field">
          <label for={question.name}>{page.say(question.label)}</label>
          <textarea id={question.name} name={question.name} rows={4} required maxLength={question.maxLength} />
        </div>
      )}
      <button class="button main" type="submit">
        {page.say(button)}
      </button>
    </form>
  );
}

export function MailLinkPage({ page, content }: { readonly page: Page; readonly content: LinkContent }): JSX.Element {
  const { title, fault, blocks, form } = content;
  const notice = fault !== undefined && <Notice page={page} kind="failed" text={fault} />;
  return (
    <Frame page={page} title={title} heading={title} notice={notice} width="narrow">
      <Section page={page}>
        <div class="blocks">
          {blocks.map((block, index) => (
            <BlockPart key={index} page={page} block={block} />
          ))}
        </div>
        {form !== undefined && <ActForm page={page} form={form} />}
      </Section>
    </Frame>
  );
}
