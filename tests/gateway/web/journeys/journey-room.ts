/** A gateway with workers, a browser, and people to go through its pages: what the journeys share. */
import type { Role } from '../../../../gateway/identity/access.js';
import { openChromium } from '../../../support/chromium.js';
import { arriveDocument, type FixtureOptions, metadataOf, submitDocument } from '../../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../../support/people.js';
import { type Account, Visitors } from '../../../support/visitors.js';

export interface JourneyRoom {
  readonly gateway: HttpFixture;
  readonly visitors: Visitors;
  person(role: Role, agency?: string): Promise<Account>;
  /** A document from H30.03 that is in the inbox of H30.05. @returns its id */
  receive(subject: string): Promise<string>;
  close(): Promise<void>;
}

/** @param visit where people come in; the gateway's own address unless said */
export async function openJourneyRoom(
  options: FixtureOptions & { readonly visit?: (gatewayUrl: string) => Promise<string> } = {},
): Promise<JourneyRoom> {
  const config = { composeUndoSeconds: 1, ...options.config };
  const [gateway, browser] = await Promise.all([
    openHttpFixture({ ...options, config, workers: true }),
    openChromium(),
  ]);
  const url = (await options.visit?.(gateway.url)) ?? gateway.url;
  return {
    gateway,
    visitors: new Visitors(browser, url),
    person: async (role, agency) => ({
      email: (await addPerson(gateway.ctx, role, agency ?? null)).email,
      password: goodPassword,
    }),
    receive: async (subject) => {
      const { id } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf({ subject }));
      await arriveDocument(gateway.ctx, id, 'H30.05');
      return id;
    },
    close: async () => {
      await browser.close();
      await gateway.close();
    },
  };
}
