/** Where the backbone's weight file is served from; the build puts a hash of its content into the name. */
import backboneWeightsUrl from "../../../weights/efficientnet-lite0.weights?url";

export { backboneWeightsUrl };
