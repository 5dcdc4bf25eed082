/** By which way somebody acted who is not simply a person at a page. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { ActorKind } from '../../identity/name-actors.js';

export const actorWays: Readonly<Record<ActorKind, Bilingual | null>> = {
  user: null,
  token: say('qua phần mềm (API)', 'through the API'),
  mail: say('qua thư điện tử', 'by mail'),
  link: say('qua liên kết trong thư', 'through the link in a mail'),
  cli: say('bằng lệnh trên máy chủ', 'by command on the server'),
  system: say('cổng tự làm', 'the gateway itself'),
};

export const unknownActor = say('không rõ', 'unknown');
