/** Builds the page into `dist/`, a folder that any static host can serve from any sub-path. */
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";

const page = (name: string) => resolve(import.meta.dirname, name);

/** The folders of `pkg/`, each with the same engine built in another way. */
const ENGINE_BUILDS = ["cpu", "cpu-threads", "gpu"];
const pkg = (build: string) => page(`../pkg/${build}`);

/** The development server puts styles into the page itself, which the page's own policy would refuse. */
const withoutPolicyInDevelopment: Plugin = {
  name: "without-policy-in-development",
  apply: "serve",
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

/** All builds have files of the same name, which says nothing where only the name is seen. */
const output = {
  assetFileNames({ originalFileNames }: { originalFileNames: string[] }) {
    const build = ENGINE_BUILDS.find((name) =>
      originalFileNames.some((file) => resolve(import.meta.dirname, file).startsWith(`${pkg(name)}/`)),
    );
    return build ? `assets/engine-${build}-[hash][extname]` : "assets/[name]-[hash][extname]";
  },
};

/**
 * The weights are the largest file before the first answer, so they set out with the page's script instead of
 * after it; nothing that is needed to draw the page waits for them. Other networks are fetched when they are chosen.
 */
const preloadWeights: Plugin = {
  name: "preload-weights",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler(_html, { path, bundle }) {
      const isFirst = (file: string) => /efficientnet-lite0-[^/]*\.weights$/.test(file);
      const weights = Object.keys(bundle ?? {}).find(isFirst);
      if (path !== "/index.html" || !weights) return [];
      const attrs = { rel: "preload", as: "fetch", crossorigin: true, fetchpriority: "low" };
      return [{ tag: "link", attrs: { ...attrs, href: `./${weights}` }, injectTo: "head" }];
    },
  },
};

/** The fonts that our formulas use, of the twenty that come with KaTeX in three formats each. */
const FORMULA_FONTS = ["Main-Regular", "Math-Italic", "Size1-Regular", "Size2-Regular"];

const onlyFormulaFonts: Plugin = {
  name: "only-formula-fonts",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("/katex/dist/katex.css")) return undefined;
    const isUsed = (rule: string) => FORMULA_FONTS.some((font) => rule.includes(`KaTeX_${font}.woff2`));
    return code.replace(/@font-face \{[^}]*\}/g, (rule) =>
      isUsed(rule) ? rule.replace(/, url\(fonts\/[^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)/g, "") : "",
    );
  },
};

export default defineConfig({
  base: "./",
  plugins: [withoutPolicyInDevelopment, preloadWeights, onlyFormulaFonts],
  worker: { format: "es", rollupOptions: { output } },
  resolve: {
    // The built engines have names of their own, so that the page type-checks before they are built.
    alias: ENGINE_BUILDS.flatMap((build) => [
      { find: `afterimage-engine-${build}-wasm?url`, replacement: `${pkg(build)}/afterimage_bg.wasm?url` },
      { find: `afterimage-engine-${build}`, replacement: `${pkg(build)}/afterimage.js` },
    ]),
  },
  // The development server also reads `pkg/` and `weights/`, which lie beside the page's folder.
  server: { fs: { allow: [page("..")] } },
  build: {
    target: "es2023",
    // Browsers that do not know how to fetch modules ahead of time fetch them when they are wanted.
    modulePreload: { polyfill: false },
    // Several kilobytes of inlined assets would break the content security policy's `img-src`.
    assetsInlineLimit: 0,
    rollupOptions: {
      output,
      input: { index: page("index.html"), gallery: page("gallery.html"), evaluate: page("evaluate.html") },
    },
  },
});
