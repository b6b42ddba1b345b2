/** Picks the drawings of the sample set out of an openly licensed icon set, with its attribution. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

const ICONS_OF_CLASS = {
  birds: ["rooster chicken baby-chick bird penguin dove", "eagle duck swan owl parrot goose"],
  flowers: [
    "sunflower rose tulip hibiscus blossom cherry-blossom",
    "white-flower bouquet hyacinth lotus wilted-flower rosette",
  ],
  cars: [
    "automobile bus taxi delivery-truck minibus ambulance",
    "police-car sport-utility-vehicle fire-engine oncoming-automobile oncoming-taxi pickup-truck",
  ],
};

const www = resolve(import.meta.dirname, "..");
const source = resolve(www, "node_modules/@iconify-json/noto");
const target = resolve(process.argv[2] ?? resolve(www, "src/inputs/generated/sample-icons.json"));

const { icons, width, height } = await readJson("icons.json");
const info = await readJson("info.json");

const classes = Object.entries(ICONS_OF_CLASS).map(([key, names]) => ({
  key,
  icons: names
    .join(" ")
    .split(" ")
    .map((name) => {
      const body = icons[name]?.body;
      if (body === undefined) throw new Error(`the icon set has no "${name}"`);
      // The page draws these; a drawing that could run or fetch something has no place here.
      if (/<script|<foreignObject|\son\w+=|href=["']?(?!["']?#)|url\(["']?(?!#)/i.test(body))
        throw new Error(`unsafe: ${name}`);
      return { name, svg: svgAround(body) };
    }),
}));
const attribution = {
  title: info.name,
  author: info.author.name,
  authorUrl: info.author.url,
  licence: info.license.spdx,
  licenceUrl: info.license.url,
};

await mkdir(dirname(target), { recursive: true });
await writeFile(target, `${JSON.stringify({ attribution, classes }, null, 2)}\n`);

function svgAround(body) {
  const size = `width="512" height="512" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}>${body}</svg>`;
}

async function readJson(name) {
  return JSON.parse(await readFile(resolve(source, name), "utf8"));
}
