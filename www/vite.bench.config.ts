/** Builds the bench into `dist-bench/`: our engine beside its peers, every file of theirs included, apart from the page. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import page from "./vite.config.ts";

const inPage = (name: string) => resolve(import.meta.dirname, name);
const NETWORK_FILES = ["efficientnet-lite0.json", "efficientnet-lite0.bin"];

/** With the network beside it, the folder is complete, and any static host can serve it. */
const withNetwork: Plugin = {
  name: "with-network",
  apply: "build",
  generateBundle() {
    for (const name of NETWORK_FILES) {
      const path = inPage(`../weights/peers/${name}`);
      if (existsSync(path))
        this.emitFile({ type: "asset", fileName: `network/${name}`, source: readFileSync(path) });
    }
  },
};

export default defineConfig({
  ...page,
  publicDir: false,
  plugins: [withNetwork],
  resolve: {
    ...page.resolve,
    // onnxruntime-web starts its threads from the file that it was loaded from, so it must stay a file of its own.
    conditions: ["onnxruntime-web-use-extern-wasm", "module", "browser", "import", "default"],
  },
  build: {
    ...page.build,
    outDir: "dist-bench",
    // TF.js writes its threads' code from the text of one of its own functions, which minifying breaks.
    minify: false,
    // Peers are what they are; their size is not ours to warn of.
    chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
    rollupOptions: { input: { bench: inPage("bench.html") } },
  },
});
