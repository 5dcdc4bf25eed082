/** A gateway with the demonstration's own mail server: the same gateway, whose settings name that server, and which closes it. */
import { ensureAuthority } from '../gateway/identity/authority-desk.js';
import type { Gateway } from './wiring.js';

/** Loaded only here: no other command needs a mail server. */
export async function withDemonstrationMail(gateway: Gateway): Promise<Gateway> {
  const { openDemonstrationMail, wantsDemonstrationMail } = await import(
    '../gateway/demonstration-mail/open-demonstration-mail.js'
  );
  const { ctx, desk } = gateway;
  if (!wantsDemonstrationMail(ctx.config)) return gateway;
  const { mail, config, close } = await openDemonstrationMail(ctx);
  const withMail: Gateway = {
    ...gateway,
    ctx: { ...ctx, config, readsMails: true },
    plan: { ...gateway.plan, mailAddress: mail.gatewayAddress },
    demonstrationMail: mail,
    close: async () => {
      await close();
      await gateway.close();
    },
  };
  try {
    await ensureAuthority(desk, withMail.plan);
  } catch (error) {
    await close();
    throw error;
  }
  return withMail;
}
