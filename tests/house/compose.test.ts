/** docker-compose.yml is what docker-compose accepts, and describes what the several-process form promises. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let resolved: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-compose-'));
  copyFileSync(join(root, 'docker-compose.yml'), join(folder, 'docker-compose.yml'));
  mkdirSync(join(folder, 'secrets'));
  for (const name of ['key_passphrase', 'database_password']) writeFileSync(join(folder, 'secrets', name), 'x\n');
  resolved = execFileSync('docker-compose', ['config'], { cwd: folder, encoding: 'utf8' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The text of one service in the resolved file. */
const service = (name: string) =>
  new RegExp(`^  ${name}:\\n((?:    .*\\n|      .*\\n)+)`, 'm').exec(resolved)?.[1] ?? '';

describe('docker-compose.yml', () => {
  it('has two gateways, two workers, PostgreSQL, Redis and a migration', () => {
    const names = [...(/^services:\n([\s\S]*?)^\S/m.exec(`${resolved}\n`)?.[1] ?? '').matchAll(/^ {2}(\S+):$/gm)];
    expect(names.map(([, name]) => name).sort()).toEqual([
      'gateway-1',
      'gateway-2',
      'migrate',
      'postgres',
      'redis',
      'worker-1',
      'worker-2',
    ]);
  });

  it('gives secrets as files, never as values', () => {
    for (const name of ['gateway-1', 'worker-2']) {
      expect(service(name)).toContain('CONGVAN_KEY_PASSPHRASE_FILE: /run/secrets/key_passphrase');
      expect(service(name)).toContain('CONGVAN_DATABASE_PASSWORD_FILE: /run/secrets/database_password');
    }
    expect(resolved).not.toMatch(/PASSWORD: |:[^/\s@]+@postgres/);
  });

  it('keeps wake-ups with appendonly, and waits for healthy neighbours', () => {
    expect(service('redis')).toMatch(/--appendonly\s+- "?'?yes/);
    expect(service('redis')).toContain('healthcheck');
    expect(service('postgres')).toContain('healthcheck');
    expect(service('gateway-1')).toContain('condition: service_completed_successfully');
  });

  it('keeps containers, keys and the database on volumes', () => {
    for (const name of ['gateway-1', 'gateway-2', 'worker-1', 'worker-2'])
      expect(service(name)).toContain('data:/data');
    expect(service('postgres')).toContain('postgres:/var/lib/postgresql');
  });
});

describe('health', () => {
  it('is looked at in every process that goes on: workers answer where the image asks', () => {
    for (const name of ['gateway-1', 'gateway-2', 'worker-1', 'worker-2']) {
      expect(service(name), name).not.toBe('');
      expect(service(name), name).not.toMatch(/disable: true/);
    }
    expect(service('worker-1')).toMatch(/CONGVAN_WORKER_PORT: ["']8080["']/);
    expect(readFileSync(join(root, 'Dockerfile'), 'utf8')).toMatch(/CONGVAN_PORT=8080/);
  });
});

describe('the image', () => {
  it('is built without the secrets that lie beside the compose file', () => {
    expect(readFileSync(join(root, '.dockerignore'), 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['secrets', 'var', '.git']),
    );
  });
});

describe('the Dockerfile', () => {
  it('builds in one stage, runs in another as an unprivileged user, and says how to see its health', () => {
    const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(text.match(/^FROM /gm)).toHaveLength(2);
    expect(text).toMatch(/^USER congvan$/m);
    expect(text).toMatch(/^HEALTHCHECK /m);
  });
});
