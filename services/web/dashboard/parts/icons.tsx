/** Small drawings beside words; they never stand alone. */
const PATHS = {
  challenge: <><path d="M8 1.5L15 14H1z" class="hollow s-i" /><path d="M8 6v4M8 12v.1" fill="none" class="s-i" /></>,
  person: <><circle cx="8" cy="4.5" r="3.2" class="hollow s-i" /><path d="M2 15c0-3.4 2.6-5.4 6-5.4s6 2 6 5.4" fill="none" class="s-i" /></>,
  late: <><circle cx="8" cy="8" r="6.8" class="hollow s-i" /><path d="M8 4v4.4l2.8 1.8" fill="none" class="s-i" /></>,
  falling: <path d="M2 3l5 6 3-3 4 7M14 8.6V13h-4.4" fill="none" class="s-i" />,
  silent: <><path d="M1.5 8h4l1.5-4M9 12l1.5-4h4" fill="none" class="s-i" /><path d="M2 14L14 2" class="s-i" /></>,
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{PATHS[name]}</svg>;
}

/** Two circles that hold each other: the district and its partner. */
export function Mark() {
  return (
    <svg width="34" height="20" viewBox="0 0 34 20" aria-hidden="true">
      <line x1="9" y1="11" x2="25" y2="11" class="s-i" />
      <circle cx="9" cy="11" r="7" class="hollow s-d" />
      <circle cx="25" cy="11" r="7" class="hollow s-p" />
    </svg>
  );
}
