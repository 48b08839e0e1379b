// What is said to whoever doesn't see the page: that an answer begins, that it is there, how it failed. Nothing between.

import { explained, t } from "./words.js";
import { cardsOf } from "./state/log.js";

/** The words for a happening, for most of them none. */
export function announcements(session, happening) {
  if (happening.type === "start") return t("said.start");
  if (happening.type !== "message" || happening.message.sender !== "ai") return undefined;
  const { type, data } = happening.message;
  if (type === "error") return explained(data);
  return t(`said.${type}`, { n: cardsOf(data).length }) ?? t("said.done");
}
