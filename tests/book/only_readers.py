"""What a kernel runs before its first cell, to find no module that a reader lacks."""


def refuse(refused):
    """Forget modules, and find them no more."""
    import sys

    class Without:
        def __init__(self, finder):
            self.finder = finder

        def __getattr__(self, name):
            return getattr(self.finder, name)

        def find_spec(self, name, path=None, target=None):
            there = name.partition(".")[0] not in refused
            return self.finder.find_spec(name, path, target) if there else None

    for name in [name for name in sys.modules if name.partition(".")[0] in refused]:
        del sys.modules[name]
    sys.meta_path[:] = map(Without, sys.meta_path)


def stand_in():
    """Put ``glue`` where chapters import it from."""
    import sys
    import types

    from IPython import get_ipython
    from IPython.display import display as show

    def glue(name, value, display=True):
        bundle, about = get_ipython().display_formatter.format(value)
        prefix = "" if display else "application/papermill.record/"
        about["scrapbook"] = dict(mime_prefix=prefix, name=name)
        show({prefix + kind: data for kind, data in bundle.items()}, metadata=about, raw=True)

    sys.modules["myst_nb"] = types.ModuleType("myst_nb")
    sys.modules["myst_nb"].glue = glue
