// An event stream's bytes in, its events out.

/**
 * Reads an event stream. Comments are told too, as `{comment: true}`: they show that the other side lives.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{id?: number, data?: any, comment?: true}>}
 */
export async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      let end;
      while ((end = text.indexOf("\n\n")) >= 0) {
        yield parsed(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parsed(block) {
  const event = {};
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("data:")) data += line.slice(5);
    else if (line.startsWith("id:")) event.id = Number(line.slice(3));
  }
  if (!data) return { comment: true };
  event.data = JSON.parse(data);
  return event;
}
