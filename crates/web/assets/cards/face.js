// A face. A picture that is lost with the connection is asked for again, and not without end.

import { html, nothing } from "../vendor/lit-html/lit-html.js";

/** How long a lost picture is left before it is asked for again, in milliseconds; each time twice as long. */
const WAIT = 2000;
/** How often it is asked for again before it is given up. */
const TRIES = 5;

/** A face, or where there is none the first letter of its name. */
export function face(address, name, size = 56) {
  const big = size > 56 ? "big" : "";
  return html`<span class="avatar ${big}"><span aria-hidden="true">${[...(name ?? "")][0]}</span>${address ? html`<img src=${address} alt="" width=${size} height=${size} @error=${lost} @load=${found}>` : nothing}</span>`;
}

function lost({ target }) {
  const tried = Number(target.dataset.tried ?? 0);
  target.hidden = true;
  target.dataset.tried = tried + 1;
  if (tried < TRIES) setTimeout(() => asks(target), WAIT * 2 ** tried);
}

function found({ target }) {
  target.hidden = false;
  delete target.dataset.tried;
}

function asks(picture) {
  if (picture.isConnected && picture.hidden) picture.src = picture.getAttribute("src");
}

/** The connection is back: what was given up is asked for again, as often as at first. */
export function asksForLostFaces(page) {
  for (const picture of page.querySelectorAll(".avatar img[hidden]")) {
    delete picture.dataset.tried;
    asks(picture);
  }
}
