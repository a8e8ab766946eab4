// What people look at: pictures of every kind of page, prints of them, and the tree that a screen reader walks.

import { writeFile } from "node:fs/promises";
import { env } from "node:process";
import { artefact, each, fileName, finish, painted, sites, visit } from "./browse.mjs";

const WIDTHS = [360, 768, 1280];

for (const site of sites) {
  const server = await site.serve();
  await each(site.samples(), (page) =>
    visit(server, page, {}, async (tab) => {
      await writeFile(await artefact(site.name, "tree", `${fileName(page)}.yaml`), await tab.locator("body").ariaSnapshot());
      for (const width of WIDTHS) {
        await tab.setViewportSize({ width, height: 800 });
        for (const colorScheme of ["light", "dark"]) {
          await tab.emulateMedia({ colorScheme });
          await painted(tab);
          const path = await artefact(site.name, `${width}-${colorScheme}`, `${fileName(page)}.png`);
          await tab.screenshot({ path, fullPage: true });
        }
      }
      await tab.emulateMedia({ media: "print", colorScheme: "light" });
      const path = await artefact(site.name, "print", `${fileName(page)}.pdf`);
      await tab.pdf({ path, preferCSSPageSize: true });
    }),
  );
  await server.close();
}
await finish();
console.log(`What people look at lies in ${env.ARTEFACTS}`);
