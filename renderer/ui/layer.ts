/**
 * Where menus, lists and tooltips are put: inside the page's landmark, so that assistive technology finds them
 * in a place; over an open dialog they go to the end of the document, because the page behind is inert then.
 */
export const layer = {
  get current(): HTMLElement | null {
    const hasDialog =
      document.querySelector('[role="dialog"][data-open], [role="alertdialog"][data-open]') !== null;
    return hasDialog ? document.body : (document.getElementById('layer') ?? document.body);
  },
};
