/** The mark: a picture whose ground has become a mask. */
export function Logo() {
  return (
    <svg className="logo" width="24" height="24" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className="logo-ground" width="32" height="32" rx="7" />
      <path className="logo-figure" d="M6 22.5 12.5 13l5 6.5L21 15l5 7.5V24a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2z" />
      <circle className="logo-figure" cx="21.5" cy="9.5" r="3" opacity=".55" />
    </svg>
  );
}
