/** What a release of the site consists of; `builder/offline.py` writes it before the service worker's script. */
interface Release {
  /** Changes with anything in the release. */
  id: string;
  /** Pages, relative to the site's root: "" is the home page. */
  pages: string[];
  /** What every page may need: scripts, styles, fonts. */
  assets: string[];
  /** What a lab needs, by address, and what it must hold. */
  runtime: Record<string, { bytes: number; sha256: string }>;
  /** What only the whole course needs. */
  more: string[];
  /** What fetching all of it takes, compressed. */
  megabytes: number;
}

declare const RELEASE: Release;
