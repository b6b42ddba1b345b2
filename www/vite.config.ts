/** Builds the page into `dist/`, a folder that any static host can serve from any sub-path. */
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const page = (name: string) => resolve(import.meta.dirname, name);

/** The development server puts styles into the page itself, which the page's own policy would refuse. */
const withoutPolicyInDevelopment: Plugin = {
  name: "without-policy-in-development",
  apply: "serve",
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

export default defineConfig({
  base: "./",
  plugins: [withoutPolicyInDevelopment],
  worker: { format: "es" },
  resolve: {
    // What wasm-pack makes has names of its own, so that the page type-checks before the engine is built.
    alias: [
      { find: /^afterimage-engine$/, replacement: page("../pkg/afterimage.js") },
      { find: /^afterimage-engine-wasm\?url$/, replacement: `${page("../pkg/afterimage_bg.wasm")}?url` },
    ],
  },
  // The development server also reads `pkg/` and `weights/`, which lie beside the page's folder.
  server: { fs: { allow: [page("..")] } },
  build: {
    target: "es2023",
    // Several kilobytes of inlined assets would break the content security policy's `img-src`.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { index: page("index.html"), gallery: page("gallery.html"), evaluate: page("evaluate.html") },
    },
  },
});
