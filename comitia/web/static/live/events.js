// Where a reader stands in the numbered events, and how the text of a stream is cut into them.

/** Say whether the event `id` comes after `position`; another process counts anew, and who stands nowhere gets everything. */
export function isAfter(id, position) {
  const [epoch, number] = id.split("-"), [known, seen] = position.split("-");
  return epoch !== known || Number(number) > Number(seen);
}

/** Give the position from which all may go on: the oldest, "" if nobody stands anywhere, "-" if there is none for all. */
export function oldest(positions) {
  return positions.filter(Boolean).reduce((found, one) => {
    if (!found || one === found) { return one; }
    if (one.split("-")[0] !== found.split("-")[0]) { return "-"; }
    return isAfter(found, one) ? one : found;
  }, "");
}

/** Cut a stream of text into blocks, each an object of its fields; a heartbeat has none. */
export async function* blocksOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) { return; }
    const parts = (text + value).split("\n\n");
    text = parts.pop();
    for (const part of parts) { yield fieldsOf(part); }
  }
}

function fieldsOf(block) {
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) { fields[line.slice(0, colon)] = line.slice(colon + 2); }
  }
  return fields;
}
