/**
 * python3-xmlsec (libxmlsec1 behind lxml) as the measure of our own verification: it checks the same signature file over the same entries,
 * one round at a time, so that rounds of both can take turns.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Reads the length of a round in seconds, prints verifications a second. The system keeps the entries in memory. */
const program = `
import sys, time, xmlsec
from lxml import etree
data = open('signatures0.xml', 'rb').read()
key = xmlsec.Key.from_file('signer.pem', xmlsec.KeyFormat.CERT_PEM)
def check():
    root = etree.fromstring(data)
    xmlsec.tree.add_ids(root, ['Id'])
    node = xmlsec.tree.find_node(root, xmlsec.Node.SIGNATURE)
    context = xmlsec.SignatureContext()
    context.key = key
    context.verify(node)
for line in sys.stdin:
    length = float(line)
    count = 0
    start = now = time.perf_counter()
    while now - start < length:
        check()
        count += 1
        now = time.perf_counter()
    print(count / (now - start), flush=True)
`;

/** The one that Debian's packages belong to. */
const debianPython = '/usr/bin/python3';

const isThere = () => spawnSync(debianPython, ['-c', 'import xmlsec'], { stdio: 'ignore' }).status === 0;

export class XmlsecPeer {
  readonly #answers: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Null when it is not there and cannot be installed.
   * @param folder holds `signatures0.xml`, `signer.pem` and the entries by their names
   */
  static start(folder: string): XmlsecPeer | null {
    if (!isThere() && process.getuid?.() === 0)
      spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'python3-xmlsec'], { stdio: 'ignore' });
    if (!isThere()) {
      process.stderr.write('no python3-xmlsec to compare with: sudo apt-get install python3-xmlsec\n');
      return null;
    }
    return new XmlsecPeer(
      spawn(debianPython, ['-u', '-c', program], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] }),
    );
  }

  /** Verifications a second in one round. @throws Error when it refuses the signature */
  async rate(roundMs: number): Promise<number> {
    this.child.stdin.write(`${roundMs / 1000}\n`);
    const { done, value } = await this.#answers.next();
    if (done === true) throw new Error('python3-xmlsec ended: it refuses the signature');
    return Number(value);
  }

  stop(): void {
    this.child.stdin.end();
  }
}
