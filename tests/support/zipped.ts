/** Containers written by Python's zipfile: any entries in any order, and not by the product. */
import { spawnSync } from 'node:child_process';

export type Files = Readonly<Record<string, Buffer | string>>;

const script = `
import sys, json, base64, io, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, 'w', zipfile.ZIP_STORED) as archive:
    for name, content in json.load(sys.stdin):
        archive.writestr(zipfile.ZipInfo(name), base64.b64decode(content))
sys.stdout.buffer.write(out.getvalue())
`;

export function zipped(mediaType: string, files: Files): Buffer {
  const entries = Object.entries({ mimetype: mediaType, ...files });
  const input = JSON.stringify(entries.map(([name, content]) => [name, Buffer.from(content).toString('base64')]));
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], { input, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  return stdout;
}
