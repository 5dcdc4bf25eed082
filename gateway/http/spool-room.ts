/**
 * How many files strangers may have on their way to the disk, and how much of it they may take: each address and all together. A file
 * takes its place when its upload begins and room as its bytes come; it gives both back when it is removed. What is done with it
 * afterwards is limited elsewhere (limit-at-once.ts), so that whoever sends slowly keeps nobody from being served.
 */
import { Problem } from '../../schemas/problems/problem.js';

interface Room {
  readonly files: number;
  readonly bytes: number;
}

export interface SpoolLimits {
  readonly inAll: Room;
  readonly perClient: Room;
}

interface Spooled {
  /** Room for what has just come. @throws Problem `rate_limited` when there is none */
  take(bytes: number): void;
  /** Called once, when the file is removed. */
  leave(): void;
}

const none: Room = { files: 0, bytes: 0 };
const plus = (room: Room, { files, bytes }: Room): Room => ({ files: room.files + files, bytes: room.bytes + bytes });
const isWithin = (room: Room, limit: Room): boolean => room.files <= limit.files && room.bytes <= limit.bytes;

export class SpoolRoom {
  #all = none;
  readonly #clients = new Map<string, Room>();

  constructor(readonly limits: SpoolLimits) {}

  /** @throws Problem `rate_limited` at once when there is no place */
  enter(client: string): Spooled {
    this.#take(client, { files: 1, bytes: 0 });
    let taken = 0;
    return {
      take: (bytes) => {
        this.#take(client, { files: 0, bytes });
        taken += bytes;
      },
      leave: () => this.#add(client, { files: -1, bytes: -taken }),
    };
  }

  #take(client: string, wanted: Room): void {
    const { inAll, perClient } = this.limits;
    const mine = plus(this.#clients.get(client) ?? none, wanted);
    if (!isWithin(plus(this.#all, wanted), inAll) || !isWithin(mine, perClient))
      throw new Problem('rate_limited', { detail: 'Too many files are being sent at the same time' });
    this.#add(client, wanted);
  }

  #add(client: string, change: Room): void {
    this.#all = plus(this.#all, change);
    const mine = plus(this.#clients.get(client) ?? none, change);
    if (mine.files === 0) this.#clients.delete(client);
    else this.#clients.set(client, mine);
  }
}
