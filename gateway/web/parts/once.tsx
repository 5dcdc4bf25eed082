/** What tells a form that is sent twice by accident, as by a second press, from two forms: each form that is shown has a name of its own. */
import type { JSX } from 'preact';
import { v7 as uuidv7 } from 'uuid';

export const onceField = 'ma-lan';

export const Once = (): JSX.Element => <input type="hidden" name={onceField} value={uuidv7()} />;
