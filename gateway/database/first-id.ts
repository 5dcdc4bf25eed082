/** Ids are times (UUIDv7): the smallest of an instant, to ask for everything since without an index of times. Source: RFC 9562 section 5.7. */
import { v7 as uuidv7 } from 'uuid';

export const firstIdOf = (at: Date): string => uuidv7({ msecs: at.getTime(), random: new Uint8Array(16) });
