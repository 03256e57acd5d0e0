/* What only one screen needs is fetched when that screen is opened, not with every page. */
export function fetched(address, name) {
  const latest = new WeakMap();
  const ends = new WeakMap();
  return (component) => {
    const { parentElement } = component;
    latest.set(parentElement, component);
    import(address).then((module) => {
      // Whoever came later while the file was on its way brings the newer data; whoever has left wants nothing.
      if (latest.get(parentElement) === component) ends.set(parentElement, module[name](component));
    });
    return () => {
      latest.delete(parentElement);
      ends.get(parentElement)?.();
    };
  };
}
