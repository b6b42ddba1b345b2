/** The engine's wasm package as the page sees it, declared here so that `tsc` passes before it is built. */

declare module "afterimage-engine" {
  type EngineCommand = import("./protocol").EngineCommand;
  type EngineEvent = import("./protocol").EngineEvent;

  export class Engine {
    constructor();
    /** One command at a time: a second call before the first one's answer fails. */
    handle(command: EngineCommand): Promise<EngineEvent>;
    free(): void;
  }

  export default function init(options: { module_or_path: string | URL }): Promise<unknown>;
}

declare module "afterimage-engine-wasm?url" {
  const url: string;
  export default url;
}
