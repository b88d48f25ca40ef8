/** Drawn on a grid of 24, in the colour of the text around them. */
function Icon({ path }: { path: string }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export const MicrophoneIcon = () => (
  <Icon path="M12 3.5a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5v3" />
);

export const SlidersIcon = () => <Icon path="M4 8h8M18 8h2M4 16h2M12 16h8M15 5.5v5M9 13.5v5" />;

export const PagesIcon = () => <Icon path="M8 3.5h7l4 4v9H8ZM14.5 3.5V8H19M5 7v13.5h10" />;

export const ChevronIcon = () => <Icon path="m8 10 4 4 4-4" />;

/** Two voices side by side. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
    <path className="mark-you" d="M3.5 10.5v3M8.5 7.5v9" />
    <path className="mark-parley" d="M14.5 4v16M20 9v6" />
  </svg>
);
