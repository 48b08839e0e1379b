// What every script stands on: the server that is played against, and how it is cut off, killed and started again.

import { createInterface } from "node:readline";

/** How long something may take, in milliseconds. */
const PATIENCE = Number(process.env.PATIENCE_MS ?? 240_000);

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function asks(wish) {
  process.stdout.write(`stage: ${wish}\n`);
  return (await answers.next()).value;
}

export const stage = {
  /** Where the server is, for as long as the test lasts. */
  url: process.env.STAGE_URL,
  /** Breaks every connection and takes no new one. */
  shut: () => asks("shut"),
  /** Lets connections through again. */
  open: () => asks("open"),
  /** Ends the server with SIGKILL. */
  kill: () => asks("kill"),
  /** Starts it again, on its data. */
  start: () => asks("start"),
  /** From the next start on with this setting. */
  set: (name, value) => asks(`set ${name}=${value}`),
  /** How many connections there are. */
  passing: async () => Number(await asks("passing")),
  /** Past the gate, where the network is never cut. */
  server: () => asks("server"),
};

/** Waits until something is there. */
export async function until(what, look) {
  for (const begun = Date.now(); Date.now() - begun < PATIENCE; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Runs the part that was asked for, and ends well only when it does. */
export async function play(parts) {
  const part = parts[process.argv[2]];
  try {
    await part();
    process.exitCode = 0;
  } catch (error) {
    console.log(error.stack ?? error);
    process.exitCode = 1;
  }
  process.exit();
}
