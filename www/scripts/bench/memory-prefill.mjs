/** Fills the page's storage as if thousands of pictures had been looked at before, so that nobody waits for it. */

/**
 * Copies the pictures and features that are stored already until there are `numPictures`. The page must be closed,
 * and `page` stands anywhere on its origin. A shortcut for working on the page; the bench itself adds real pictures.
 */
export async function multiplyStoredPictures(page, numPictures) {
  await page.evaluate(async (wanted) => {
    const settled = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await settled(indexedDB.open("afterimage"));
    const transaction = database.transaction(["examples", "features"], "readwrite");
    const [examples, features] = ["examples", "features"].map((name) => transaction.objectStore(name));
    const known = await settled(examples.getAll());
    const rows = await settled(features.getAll());
    const rowOf = new Map(rows.map((row) => [row.exampleId, row]));
    for (let id = known.length + 1; id <= wanted; id += 1) {
      const example = known[id % known.length];
      // A blob of its own each, as real pictures have.
      const blob = new Blob([example.blob, String(id)], { type: example.blob.type });
      examples.put({ ...example, id, blob, name: `copy ${id}`, groupKey: `copy ${id}` });
      features.put({ ...rowOf.get(example.id), exampleId: id });
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = () => reject(transaction.error);
    });
    database.close();
  }, numPictures);
}
