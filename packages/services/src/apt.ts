import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** apt-get with lists and caches of its own in `dir`, for packages of a suite that this machine does not use. Nothing is installed. */
export class IsolatedApt {
  readonly #dir: string;
  readonly #options: readonly string[];

  private constructor(dir: string) {
    this.#dir = dir;
    this.#options = [
      ...[
        '-o',
        `Dir::Etc::sourcelist=${join(dir, 's.list')}`,
        '-o',
        'Dir::Etc::sourceparts=-',
        '-o',
        `Dir::State::lists=${join(dir, 'lists')}`,
      ],
      ...['-o', `Dir::Cache=${join(dir, 'cache')}`, '-o', 'APT::Sandbox::User=root', '-qq'],
    ];
  }

  /** `suites` are such as `deb bullseye` or `deb-src bookworm`, on the mirror that this machine uses for its own packages. */
  static async open(dir: string, suites: readonly string[]): Promise<IsolatedApt> {
    await mkdir(join(dir, 'lists', 'partial'), { recursive: true });
    await mkdir(join(dir, 'cache', 'archives', 'partial'), { recursive: true });
    const mirror = await ownMirror();
    const lines = suites.map((suite) => suite.replace(' ', ` ${mirror} `)).map((line) => `${line} main\n`);
    await writeFile(join(dir, 's.list'), lines.join(''));
    const apt = new IsolatedApt(dir);
    await apt.run('update');
    return apt;
  }

  async run(...args: string[]): Promise<void> {
    await run('apt-get', [...this.#options, ...args], { cwd: this.#dir, maxBuffer: 64 << 20 });
  }
}

async function ownMirror(): Promise<string> {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const mirror = stdout.split('\n').find((uri) => uri !== '' && !uri.includes('security'));
  if (mirror === undefined) throw new Error('no Debian mirror is configured');
  return mirror;
}
