// What was made: a film to play, a picture to look at, and the words that go with it.

import { html, nothing } from "../vendor/lit-html/lit-html.js";
import { icon } from "../icons.js";
import { link } from "../media.js";
import { Part, say } from "../part.js";
import { t } from "../words.js";

/** The words that go with an ad, from what it was made of. */
export function adWords(summary) {
  if (!summary?.script) return undefined;
  const { hook, body, cta } = summary.script;
  const item = (label) => summary.items?.find((it) => it.label === label)?.value;
  const headline = (item("angle") ?? item("script") ?? "").replace(/^\s*angle\s*\d+\s*:\s*/i, "");
  return { script: [hook, body, cta].filter(Boolean).join("\n\n"), primary: [hook, cta].filter(Boolean).join("\n\n"), headline };
}

function words(summary) {
  const all = adWords(summary);
  if (!all) return nothing;
  const line = (name, text, look = "") => html`<div class="ad-words ${look}">
    <h4>${t(`words.${name}`)}</h4>
    <button type="button" class="quiet small" @click=${(event) => say(event.target, "copy", { text, what: t(`words.${name}`) })}>${icon("copy")}${t("copy")}<span class="unseen"> ${t(`words.${name}`)}</span></button>
    <p dir="auto">${text}</p>
  </div>`;
  return html`${line("headline", all.headline, "headline")}${line("primary", all.primary)}${line("script", all.script, "script")}`;
}

function actions(element, address, name) {
  const { message, summary } = element;
  return html`<footer class="result-foot">
    <a class="button primary" href=${address} download=${name}>${icon("download")}${t("download")}</a>
    ${element.comparable ? html`<button type="button" class="quiet" @click=${() => say(element, "compare", { message, summary })}>${icon("compare")}${t("compare")}</button>` : nothing}
  </footer>`;
}

/** `message`: a result; `summary`: what it was made of; `comparable`: whether there is another. */
class VideoResultCard extends Part {
  view() {
    const { data } = this.message;
    const video = link(data.videoUrl);
    return html`<article class="card result" aria-label=${t("result.video", { product: data.productName })}>
      <video class="film" controls playsinline preload="metadata" width="1080" height="1920" src=${video} poster=${link(data.thumbnailUrl)} aria-label=${t("result.video", { product: data.productName })}></video>
      <div class="result-side">
        <h3 dir="auto">${data.productName}</h3>
        <p class="muted">${[data.extraInfo?.replace(/s$/, " s"), data.resolution?.replace("x", " × "), "MP4"].filter(Boolean).join(" · ")}</p>
        ${words(this.summary)}
        ${actions(this, video, `${data.productName}.mp4`)}
      </div>
    </article>`;
  }
}

class StaticAdResult extends Part {
  view() {
    const { data } = this.message;
    const image = link(data.imageUrl);
    return html`<article class="card result" aria-label=${t("result.image", { product: data.productName })}>
      <img class="film" src=${image} width=${data.width} height=${data.height} alt=${t("result.image", { product: data.productName })}>
      <div class="result-side">
        <h3 dir="auto">${data.productName}</h3>
        <p class="muted">${data.width} × ${data.height} · PNG</p>
        ${words(this.summary)}
        ${actions(this, image, `${data.productName}.png`)}
      </div>
    </article>`;
  }
}

VideoResultCard.define("video-result-card", "message", "summary", "comparable");
StaticAdResult.define("static-ad-result", "message", "summary", "comparable");
