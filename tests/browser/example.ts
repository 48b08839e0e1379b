// A client of another's, compiled with every check there is: what it reads has the types that docs/client.md tells of.

import { AdForge, AdForgeError, type Happening, type Message, type Persona, newKey } from "../../crates/web/assets/client/adforge-client.js";

const adforge = new AdForge({ baseUrl: "http://127.0.0.1:8080", token: async () => "a token" });

function titles(message: Message): string[] {
  switch (message.type) {
    case "audience_group":
      return message.data.audiences.map((persona: Persona) => `${persona.name}, ${persona.age}`);
    case "marketing_angle":
      return message.data.angles.map((angle) => angle.title);
    case "psychology_selection":
      return message.data.concepts.map((concept) => concept.script.hook);
    case "video_result":
      return [message.data.videoUrl];
    case "error":
      return [message.data.code];
    default:
      return [];
  }
}

function tells(told: Happening): string {
  if (told.type === "message") return titles(told.message).join();
  if (told.type === "status") return told.steps.map((step) => step.label).join();
  if (told.type === "connection") return told.state === "lost" ? `again in ${told.retryIn} ms` : "there";
  // @ts-expect-error There is no such happening.
  if (told.type === "nothing") return "";
  return told.type;
}

async function main(signal: AbortSignal): Promise<void> {
  const { sessionId } = await adforge.sessions.create({ productId: "1", format: "Hybrid Format", mediaType: "video" });
  const { messageId } = await adforge.turns.start(sessionId, { message: "Generate ads", clientMessageId: newKey() }, { insist: true, signal });
  for await (const told of adforge.follow(sessionId, { after: 0, partial: true, signal })) {
    console.log(tells(told));
    if (told.type === "message" && told.message.id === messageId) break;
  }
  const { jobId } = await adforge.renders.video(sessionId, { scriptId: "psych-1", context: { script: { hook: "a", body: "b", cta: "c" } } });
  const job = await adforge.jobs.finished(jobId, { onProgress: (job) => console.log(job.progress) });
  const link: string | undefined = job.result && "videoUrl" in job.result ? job.result.videoUrl : job.error?.message;
  console.log(link);
  // @ts-expect-error A media type is one of two words.
  await adforge.sessions.create({ productId: "1", mediaType: "sound" });
}

main(new AbortController().signal).catch((error: unknown) => {
  if (error instanceof AdForgeError && error.retryable) console.error(error.code, error.retryAfter ?? 1);
});
