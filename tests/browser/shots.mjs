// Artefacts for people to look at: screenshots, prints and the accessibility tree of every sample page.

import { writeFile } from "node:fs/promises";
import { env } from "node:process";
import { artefactName, artefactPath, closeBrowser, forEach, painted, sites, visit } from "./browse.mjs";

const WIDTHS = [360, 768, 1280];

for (const site of sites) {
  const server = await site.serve();
  await forEach(site.samples(), (page) =>
    visit(server, page, {}, async (tab) => {
      await writeFile(await artefactPath(site.name, "tree", `${artefactName(page)}.yaml`), await tab.locator("body").ariaSnapshot());
      for (const width of WIDTHS) {
        await tab.setViewportSize({ width, height: 800 });
        for (const colorScheme of ["light", "dark"]) {
          await tab.emulateMedia({ colorScheme });
          await painted(tab);
          const path = await artefactPath(site.name, `${width}-${colorScheme}`, `${artefactName(page)}.png`);
          await tab.screenshot({ path, fullPage: true });
        }
      }
      await tab.emulateMedia({ media: "print", colorScheme: "light" });
      const path = await artefactPath(site.name, "print", `${artefactName(page)}.pdf`);
      await tab.pdf({ path, preferCSSPageSize: true });
    }),
  );
  await server.close();
}
await closeBrowser();
console.log(`Screenshots, prints and accessibility trees are in ${env.ARTEFACTS}`);
