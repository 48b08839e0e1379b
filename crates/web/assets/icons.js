// Small drawings, all in one stroke; they say nothing to a screen reader.

import { html, svg } from "./vendor/lit-html/lit-html.js";

const paths = {
  menu: svg`<path d="M4 7h16M4 12h16M4 17h10"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  send: svg`<path d="M12 19V5M6 11l6-6 6 6"/>`,
  stop: svg`<rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  trash: svg`<path d="M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12"/>`,
  search: svg`<circle cx="11" cy="11" r="6"/><path d="M16 16l4 4"/>`,
  check: svg`<path d="M5 12.500l4.500 4.500L19 7.500"/>`,
  branch: svg`<circle cx="7" cy="6" r="2"/><circle cx="7" cy="18" r="2"/><circle cx="17" cy="9" r="2"/><path d="M7 8v8M17 11c0 4-6 3-10 5"/>`,
  download: svg`<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`,
  copy: svg`<rect x="8" y="8" width="11" height="11" rx="2"/><path d="M5 15V6a1 1 0 0 1 1-1h9"/>`,
  compare: svg`<rect x="4" y="5" width="6.500" height="14" rx="1.500"/><rect x="13.500" y="5" width="6.500" height="14" rx="1.500"/>`,
  person: svg`<circle cx="12" cy="8" r="3.500"/><path d="M5 20c.600-4 3.500-6 7-6s6.400 2 7 6"/>`,
  video: svg`<rect x="4" y="6" width="11" height="12" rx="2"/><path d="M15 11l5-3v8l-5-3"/>`,
  image: svg`<rect x="4" y="5" width="16" height="14" rx="2"/><circle cx="9" cy="10" r="1.500"/><path d="M5 18l5-5 3 3 3-3 4 4"/>`,
  again: svg`<path d="M19 12a7 7 0 1 1-2-5M19 4v4h-4"/>`,
  down: svg`<path d="M12 5v14M6 13l6 6 6-6"/>`,
  script: svg`<path d="M7 4h10v16H7zM10 8h4M10 12h4M10 16h2"/>`,
  offline: svg`<path d="M4 4l16 16M5 10a11 11 0 0 1 4-2.400M12 7c2.700 0 5.100 1 7 3M8 14a6 6 0 0 1 4-1.500M12 18h.010"/>`,
  chevron: svg`<path d="M9 6l6 6-6 6"/>`,
};

/** The drawing of this name. */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths[name]}</svg>`;
}

/** AdForge's flame. */
export const logo = html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="9"/><path d="M16 5.500c1.200 4.600 7.400 7 7.400 13.300A7.400 7.400 0 0 1 16 26.500a7.400 7.400 0 0 1-7.400-7.700c0-2.700 1.300-4.600 2.900-6 .100 2 .800 3.200 2 3.900.100-4.200.700-7.700 2.500-11.200z"/></svg>`;
