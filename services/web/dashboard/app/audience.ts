/** What is known of somebody's rights. */
export interface Rights {
  readonly development: boolean;
  readonly side: string | null;
  readonly seesEveryDistrict: boolean;
}

/** Whether somebody sees nothing but what is published for everybody: they see no district and no partnership. */
export const isPublic = ({ development, side, seesEveryDistrict }: Rights): boolean => !development && side === null && !seesEveryDistrict;

/** Whether the top bar leads to all views. While nobody knows who reads, a story has the bar of the public, so that nothing disappears from under their eyes. */
export const hasWholeBar = (viewer: Rights | undefined, path: string): boolean => (viewer ? !isPublic(viewer) : !path.startsWith("/stories/"));
