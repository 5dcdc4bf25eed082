/**
 * Which settings exist, in their documented order: the environment variable, what it means, its unit, its default and what it changes.
 * Does not read the environment (config.ts); docs/configuration.md is written from this table (config-reference.ts).
 */
import { type Static, Type } from 'typebox';
import { commandSettings } from './config-command-settings.js';
import { deliverySettings } from './config-delivery-settings.js';
import { documentSettings } from './config-document-settings.js';
import { draftSettings } from './config-draft-settings.js';
import { limitSettings } from './config-limit-settings.js';
import { mailSettings } from './config-mail-settings.js';
import { peopleSettings } from './config-people-settings.js';
import { serviceSettings } from './config-service-settings.js';
import type { Setting } from './config-setting.js';
import { trustSettings } from './config-trust-settings.js';

export const configSchema = Type.Object({
  ...serviceSettings,
  ...trustSettings,
  ...documentSettings,
  ...deliverySettings,
  ...draftSettings,
  ...mailSettings,
  ...peopleSettings,
  ...limitSettings,
  ...commandSettings,
});

/** Every setting by its name in the environment without the prefix, in camel case; `data` is an absolute path. */
export type Config = Readonly<Static<typeof configSchema>>;

/** The settings in their documented order. */
export const settings = Object.entries(configSchema.properties) as unknown as readonly (readonly [
  keyof Config,
  Setting,
])[];
