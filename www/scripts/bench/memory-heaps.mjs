/** The heaps of a page and of its workers: JavaScript objects, array buffers, and the memories of wasm modules. */

/** Bytes of the page and of each of its workers, after everything that nobody needs was let go. */
export async function heapsOf(context, page) {
  const session = await context.newCDPSession(page);
  const workers = new Map();
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => workers.set(sessionId, targetInfo));
  const sendToWorker = workerChannel(session);
  try {
    // Workers of a page are reached only through the page.
    await session.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
    const heaps = [
      { name: "page", ...(await heapOf((method, parameters) => session.send(method, parameters))) },
    ];
    for (const [sessionId, { url }] of workers) {
      const send = (method, parameters) => sendToWorker(sessionId, method, parameters);
      heaps.push({ name: workerName(url), ...(await heapOf(send)) });
    }
    return heaps;
  } finally {
    await session.detach();
  }
}

async function heapOf(send) {
  await send("HeapProfiler.enable");
  await send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await send("Runtime.getHeapUsage");
  const wasm = await wasmBytes(send);
  // Where there is wasm, the other figure counts the gigabytes of addresses that are reserved around its memory.
  const bufferBytes = wasm > 0 ? undefined : backingStorageSize;
  return { objectBytes: usedSize + embedderHeapUsedSize, bufferBytes, wasmBytes: wasm };
}

/** Every memory of every wasm module, found by its prototype: the page keeps them to itself. */
async function wasmBytes(send) {
  const prototype = await send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  const { objectId } = prototype.result;
  if (objectId === undefined) return 0;
  const { objects } = await send("Runtime.queryObjects", { prototypeObjectId: objectId });
  const sum = await send("Runtime.callFunctionOn", {
    objectId: objects.objectId,
    functionDeclaration:
      "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }",
    returnByValue: true,
  });
  return sum.result.value;
}

/** Requests and answers to a worker travel as text inside messages of the page's session. */
function workerChannel(session) {
  const waiting = new Map();
  let nextId = 1;
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    const answer = waiting.get(id);
    if (!answer) return;
    waiting.delete(id);
    if (error) answer.reject(new Error(error.message));
    else answer.resolve(result);
  });
  return (sessionId, method, parameters = {}) => {
    const id = nextId++;
    const answered = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    const message = JSON.stringify({ id, method, params: parameters });
    return session.send("Target.sendMessageToTarget", { sessionId, message }).then(() => answered);
  };
}

function workerName(url) {
  return /([\w-]+?)-[\w-]{8}\.js$/.exec(url)?.[1] ?? "worker";
}
