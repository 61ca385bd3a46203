/* Wagtail mounts a block on the page by its `element`, which an object's block lacks; a panel is an
   object that stands alone, without the frame of a nested one. */
(() => {
  const { StructBlockDefinition } = window.wagtailStreamField.blocks;

  class PanelDefinition extends StructBlockDefinition {
    constructor(...given) {
      super(...given);
      this.collapsible = false;
    }

    render(...given) {
      const block = super.render(...given);
      [block.element] = block.container;
      return block;
    }
  }

  window.telepath.register("registry.editor.Panel", PanelDefinition);
})();
