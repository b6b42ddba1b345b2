/** The test function of all end-to-end tests: it also watches that nothing leaves the origin and nothing breaks. */
import { test as base, expect } from "@playwright/test";

interface Watch {
  /** Requests to anywhere but the page's own origin; must stay empty. */
  strangers: string[];
  /** Errors that nobody caught, refusals of the security policy and alerts; must stay empty. */
  breakages: string[];
}

export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ context, page, baseURL }, use) => {
      const watch: Watch = { strangers: [], breakages: [] };
      const origin = new URL(baseURL ?? "").origin;
      const look = (address: string) => {
        const { protocol, origin: itsOrigin } = new URL(address);
        // Addresses of what is in memory already are no requests to anyone.
        if (protocol !== "blob:" && protocol !== "data:" && itsOrigin !== origin)
          watch.strangers.push(address);
      };
      context.on("request", (request) => look(request.url()));
      page.on("websocket", (socket) => watch.strangers.push(socket.url()));
      page.on("pageerror", (error) => watch.breakages.push(String(error)));
      page.on("crash", () => watch.breakages.push("the page crashed"));
      page.on("dialog", async (dialog) => {
        watch.breakages.push(`a dialog: ${dialog.message()}`);
        await dialog.dismiss();
      });
      page.on("console", (message) => {
        if (/Content[- ]Security[- ]Policy/i.test(message.text())) watch.breakages.push(message.text());
      });
      await use(watch);
      expect(watch.strangers, "requests that left the origin").toEqual([]);
      expect(watch.breakages, "what broke on the way").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
