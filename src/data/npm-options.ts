/** What npm makes of an option of ours that is not behind a `--`, where it does not just hand it on. */
interface NpmOption {
  /** npm's own options that it is read as: its completion, or short options of one letter. */
  readonly becomes: readonly string[];
  /** Is the next word its value, whatever it is? */
  readonly takesWord: boolean;
  /** Is it, without a `no-`, what npm has by default, so that nothing of it arrives? */
  readonly leavesNothing: boolean;
  /** Major releases. */
  readonly npm: readonly number[];
}

/** Options of npm 9 to 12 that a mistyped one of ours could be taken for; a test holds them against npm's definitions. */
export const npmsOwn: readonly string[] =
  'all allow-git allow-scripts allow-scripts-pin call color diff dry-run json package production yes version'.split(
    ' ',
  );

/** Made by `scripts/npm-options.mjs` from the definitions of npm 9, 10, 11 and 12; tests hold it against them. */
export const npmOptions: Readonly<Record<string, NpmOption>> = {
  app: { becomes: ['all', 'parseable'], takesWord: false, leavesNothing: false, npm: [9, 10, 11, 12] },
  token: { becomes: ['token-description'], takesWord: true, leavesNothing: false, npm: [11, 12] },
  'allow-scripts': { becomes: ['allow-scripts'], takesWord: true, leavesNothing: false, npm: [11, 12] },
  diff: { becomes: ['diff'], takesWord: true, leavesNothing: false, npm: [9, 10, 11, 12] },
  help: { becomes: ['usage'], takesWord: false, leavesNothing: false, npm: [9, 10, 11, 12] },
  color: { becomes: ['color'], takesWord: false, leavesNothing: true, npm: [9, 10, 11, 12] },
  node: { becomes: ['node-options'], takesWord: true, leavesNothing: false, npm: [9, 10] },
  format: { becomes: ['format-package-lock'], takesWord: false, leavesNothing: true, npm: [9, 10, 11, 12] },
};
