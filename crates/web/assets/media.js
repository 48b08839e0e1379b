// Links to pictures and films, and only to those that this page may show.

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/;

/** A link that can be shown here; none for what lies with somebody we don't know. */
export function link(address) {
  if (!address) return undefined;
  const url = URL.parse ? URL.parse(address, location.href) : new URL(address, location.href);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  // This machine has several names, and its pages are at any of them.
  const ours = url.pathname.startsWith("/media/");
  if (ours && LOOPBACK.test(url.hostname) && LOOPBACK.test(location.hostname)) return url.pathname + url.search;
  return url.href;
}

/** A product's or an avatar's picture that is with us: one elsewhere isn't fetched. */
export function picture(of) {
  const shown = of?.imageUrl && link(of.imageUrl);
  return shown && (shown.startsWith("/") || new URL(shown).pathname.startsWith("/media/")) ? shown : undefined;
}

/** Copies text; resolves whether it could be. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
