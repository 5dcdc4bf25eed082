/** How a file is chosen. With script the label is the button and names what was chosen (script/file-names.js); without, the browser's own field is. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { texts } from '../texts.js';

export interface FilePickerProps {
  readonly page: Page;
  readonly id: string;
  readonly name: string;
  readonly label: Bilingual;
  readonly isMultiple?: boolean;
  readonly isRequired?: boolean;
  /** Types and endings, as HTML has them. */
  readonly accept?: string;
  /** Id of what is said about it. */
  readonly describedBy?: string;
}

export function FilePicker(props: FilePickerProps): JSX.Element {
  const { page, id, name, label, isMultiple = false, isRequired = false, accept, describedBy } = props;
  return (
    <>
      <label for={id}>
        {page.say(label)}{' '}
        <span class="file-button">{page.say(isMultiple ? texts.files.chooseSeveral : texts.files.chooseOne)}</span>
      </label>
      <input
        class="file-input"
        type="file"
        id={id}
        name={name}
        multiple={isMultiple}
        required={isRequired}
        {...(accept === undefined ? {} : { accept })}
        {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
      />
      <output class="file-chosen" for={id} />
    </>
  );
}
