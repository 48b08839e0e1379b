// What a person may want, and what is done about it. Elements say what is wanted; here is what it means.

import { t } from "./words.js";
import { copy } from "./media.js";

const steps = { persona: "angle_selection", angle: "script_generation", format: "persona_selection", script: "script_details" };
const labels = { persona: "Target", angle: "Angle", psychology: "Script", script: "Script", format: "Format" };
const contexts = { persona: "selectedPersona", angle: "selectedAngle", format: "selectedFormat", script: "selectedPsychology" };

/** By the name of the event: `(app, detail, event)`. */
export const wishes = {
  begin: (app, change) => app.begin.choose(change),
  retry: (app) => app.begin.read(),
  search(app, { text }) {
    app.sessions.search = text;
    app.changed();
  },
  typed: (app, { text }) => (app.session ? app.session.setDraft(text) : app.begin.choose({ text })),
  send(app, { text }) {
    if (!app.session) return app.start(text);
    app.session.setDraft("");
    app.changed();
    app.session.say(text);
  },
  stop: (app) => app.session.stop(),
  "stop-render": (app, live) => app.session.stopRender(live.jobId),
  again: (app, { message }) => app.session.again(message),
  dismiss: (app, sent) => app.session.dismiss(sent.key),
  choose(app, { kind, card }) {
    const dropped = lost(app.session.chosen, kind, card);
    if (dropped.length) app.dialogs.drop(dropped, () => choose(app, kind, card));
    else choose(app, kind, card);
  },
  branch: (app, { card }) => app.startFrom(card),
  "go-on": (app) => {
    const { psychology, angle, persona } = app.session.chosen;
    app.startFrom(psychology ?? angle ?? persona);
  },
  script: (app, { card }) => app.dialogs.script(card),
  edit: (app, { card, script }) => app.session.setEdit(card.id, script),
  film: (app, { card }) => choose(app, "psychology", card),
  use(app, { card }) {
    if (app.session.expired) app.startFrom(card);
    else choose(app, "script", card);
  },
  avatars: (app) => app.dialogs.avatars(),
  avatar: (app, avatar) => app.session.setAvatar(avatar ?? undefined),
  compare: (app, { message }) => app.dialogs.compare(message),
  "new-product": (app) => app.dialogs.product(),
  "save-product": (app, detail) => app.dialogs.saveProduct(detail),
  delete(app, { id }) {
    app.sessions.leave(id);
    app.announce(t("deleted"));
    if (app.session?.id === id) app.go("/");
  },
  async copy(app, { text, what }) {
    app.shows(t((await copy(text)) ? "copied" : "copied.not", { what }));
  },
  closed: (app) => app.dialogs.close(),
  confirmed: (app) => app.dialogs.confirmed(),
};

/** What a choice would drop of what is chosen. */
function lost(chosen, kind, card) {
  if (kind === "psychology" || chosen[kind]?.id === card.id || (kind === "format" && chosen.format === card.name)) return [];
  const order = ["format", "persona", "angle", "psychology"];
  const later = order.slice(order.indexOf(kind) + 1);
  return later.filter((it) => chosen[it]).map((it) => ({ label: labels[it], value: chosen[it].name ?? chosen[it].title }));
}

function choose(app, kind, card) {
  const { session } = app;
  if (kind === "psychology") {
    const media = session.details.mediaType;
    return session.render(media, card.id, { title: card.title, script: session.edits[card.id], avatarId: media === "video" ? session.avatar?.id : undefined });
  }
  const name = card.name ?? card.title;
  const context = { [contexts[kind]]: kind === "format" ? name : { id: card.id, name, title: card.title } };
  return session.say(`Selected ${kind}: ${name}`, { step: steps[kind], badge: { label: labels[kind], value: name }, context });
}
