// Who presents the film.

import { html } from "../vendor/lit-html/lit-html.js";
import { repeat } from "../vendor/lit-html/directives/repeat.js";
import { face } from "../cards/face.js";
import { icon } from "../icons.js";
import { picture } from "../media.js";
import { say } from "../part.js";
import { explained, language, t } from "../words.js";
import { Modal } from "./modal.js";

const tongues = new Intl.DisplayNames([language], { type: "language" });

/** `avatars`: who there is; `value`: who is chosen; `trouble`. */
class AvatarPicker extends Modal {
  size = "large";

  title() {
    return t("avatar.title");
  }

  body() {
    if (this.trouble) return html`<p class="note wrong" role="alert">${explained(this.trouble)}</p>`;
    return html`<ul class="avatars">
      <li>${this.#choice(undefined, html`<span class="avatar big">${icon("person")}</span><span class="product-name">${t("avatar.none")}</span><span class="muted">${t("avatar.none.more")}</span>`)}</li>
      ${repeat(this.avatars ?? [], (it) => it.id, (it) => html`<li>${this.#choice(it, html`${face(picture(it), it.name, 72)}<span class="product-name" dir="auto">${it.name}</span>
        <span class="muted">${[it.ageRange && t("age", { age: it.ageRange.replace("-", "–") }), it.languages.map((tag) => tongues.of(tag)).join(", ")].filter(Boolean).join(" · ")}</span>`)}</li>`)}
    </ul>`;
  }

  #choice(avatar, inside) {
    const chosen = this.value?.id === avatar?.id;
    const choose = () => {
      say(this, "avatar", avatar && { id: avatar.id, name: avatar.name });
      this.close();
    };
    return html`<button type="button" class="product ${chosen ? "chosen" : ""}" aria-pressed=${chosen} @click=${choose}>${inside}</button>`;
  }
}

AvatarPicker.define("avatar-picker", "avatars", "value", "trouble");
