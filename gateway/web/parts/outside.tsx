/** Text that somebody outside wrote: hidden characters made visible, its direction of writing its own affair. */
import type { JSX } from 'preact';
import { visible } from '../../../certs/verdict/html/markup.js';

export const Outside = ({ text }: { readonly text: string }): JSX.Element => <bdi>{visible(text)}</bdi>;
