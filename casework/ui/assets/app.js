// Appended to the design system's module by build_assets: starts what is on the page.
initAll()
